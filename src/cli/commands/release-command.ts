import type { ReleasePlanOptions } from '../perform-release-plan.ts';
import type { Register } from './command.ts';
import { registerReleaseBuild } from './release-build-command.ts';
import { registerReleasePublish } from './release-publish-command.ts';
import { registerReleaseRehearse } from './release-rehearse-command.ts';

const EXAMPLES = `
Examples:
  lockstep release plan v1.2.0          what stands against it, and where it would go
  lockstep release plan v1.2.0 --json
  lockstep release build v1.2.0 --key cosign.key
  lockstep release publish --key cosign.pub --dry-run
  lockstep release publish --key cosign.pub`;

export const releaseCommand: Register = (program, perform) => {
  const release = program
    .command('release')
    .description('from a tag to what people install')
    .addHelpText('after', EXAMPLES);
  release
    .command('plan')
    .description('check a tag, its version, its receipts and its channels, and touch nothing')
    .argument('[tag]', 'a tag of this repository; that of this job, or of the commit, unless said')
    .option('--receipts <folder>', 'where the receipts of its checks are; lockstep-receipts unless said')
    .option(
      '--trusted-root <file>',
      "whose certificates count; those of Sigstore's public instance unless said",
    )
    .option('--json', 'as JSON')
    .action((tag: string | undefined, options: ReleasePlanOptions) =>
      perform(async (invocation) =>
        (await import('../perform-release-plan.ts')).performReleasePlan(invocation, tag, options),
      ),
    );
  registerReleaseBuild(release, perform);
  registerReleasePublish(release, perform);
  registerReleaseRehearse(release, perform);
};
