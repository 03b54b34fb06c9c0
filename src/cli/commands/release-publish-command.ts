import type { Command } from 'commander';
import type { ReleasePublishOptions } from '../perform-release-publish.ts';
import type { ReleaseRecallOptions } from '../perform-release-recall.ts';
import type { ReleaseStatusOptions } from '../perform-release-status.ts';
import type { Register } from './command.ts';

const EXAMPLES = `
Examples:
  lockstep release publish --key cosign.pub --dry-run     what would be done, and what cannot be taken back
  lockstep release publish --identity github:acme/weather
  lockstep release publish --channel homebrew             that one alone; the others stay as they are

Exit codes: 0 every channel serves it, 5 what is left is looked at by people first, 1 something is missing or refused, 2 input or usage wrong.`;

const RECALL_EXAMPLES = `
Examples:
  lockstep release recall --key cosign.pub --dry-run
  lockstep release recall --key cosign.pub --channel npm --yes`;

type Perform = Parameters<Register>[1];

/** `release publish`, `status`, `verify` and `recall`, below `release`. */
export function registerReleasePublish(release: Command, perform: Perform): void {
  const publish = release
    .command('publish')
    .description('bring a release to its channels, as far as it goes; running it again is safe')
    .argument('[folder]', 'what release build wrote; lockstep-release unless said');
  trusting(publish)
    .option('--receipts <folder>', 'judge the receipts of its checks once more, which are in this folder')
    .option('--notify-file <file>', 'write what people are to be told when it has not arrived everywhere')
    .option('--events <file>', 'write whether it is stuck, for `notify send --events`')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action((folder: string | undefined, options: ReleasePublishOptions) =>
      perform(async (invocation) =>
        (await import('../perform-release-publish.ts')).performReleasePublish(invocation, folder, options),
      ),
    );
  registerLook(release, perform, {
    name: 'status',
    how: 'observe',
    description: 'what each channel has of a release, and what is missing',
  });
  registerLook(release, perform, {
    name: 'verify',
    how: 'verify',
    description: 'fetch a release from its channels as users do, and compare every byte',
  });
  const recall = release
    .command('recall')
    .description('take back what can be taken back of a release, and say what is to be done by hand')
    .argument('[folder]', 'what release build wrote; lockstep-release unless said');
  trusting(recall)
    .option('--yes', 'ask nothing')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', RECALL_EXAMPLES)
    .action((folder: string | undefined, options: ReleaseRecallOptions) =>
      perform(async (invocation) =>
        (await import('../perform-release-recall.ts')).performReleaseRecall(invocation, folder, options),
      ),
    );
}

function registerLook(
  release: Command,
  perform: Perform,
  {
    name,
    how,
    description,
  }: { readonly name: string; readonly how: 'observe' | 'verify'; readonly description: string },
): void {
  const command = release
    .command(name)
    .description(description)
    .argument('[folder]', 'what release build wrote; lockstep-release unless said');
  trusting(command)
    .option('--json', 'as JSON')
    .action((folder: string | undefined, options: ReleaseStatusOptions) =>
      perform(async (invocation) =>
        (await import('../perform-release-status.ts')).performReleaseLook(invocation, folder, {
          ...options,
          how,
        }),
      ),
    );
}

/** Whose signature counts, and which channels are meant. */
function trusting(command: Command): Command {
  return command
    .option('--channel <name>', 'this channel alone; may be repeated', collect, [])
    .option(
      '--key <file>',
      'trust releases that the holder of this public key has signed; may be repeated',
      collect,
      [],
    )
    .option(
      '--identity <who>',
      'trust github:owner/name or circleci:organisation/project; may be repeated',
      collect,
      [],
    )
    .option(
      '--trusted-root <file>',
      "whose certificates count; those of Sigstore's public instance unless said",
    )
    .option('--unsigned', 'ask for no signature, for a try')
    .option('--servers <file>', 'where the channels are, in JSON: mirrors, or servers of your own');
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
