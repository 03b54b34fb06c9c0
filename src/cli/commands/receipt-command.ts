import type { Command } from 'commander';
import type { ReceiptCreateOptions } from '../perform-receipt-create.ts';
import type { ReceiptFetchOptions } from '../perform-receipt-fetch.ts';
import type { ReceiptVerifyOptions } from '../perform-receipt-verify.ts';
import type { Register } from './command.ts';
import { collect } from './repeated-option.ts';

const CREATE_EXAMPLES = `
Examples:
  lockstep run ci && lockstep receipt create --key cosign.key
  lockstep receipt create --notes --key env://COSIGN_PRIVATE_KEY
  lockstep receipt create --leg unit@linux --verdict success     in a job of GitHub Actions or CircleCI, by its identity`;

const FETCH_EXAMPLES = `
Examples:
  lockstep receipt fetch && lockstep receipt verify
  lockstep receipt fetch --commit v1.2.3 --output receipts

Tokens: GITHUB_TOKEN (permissions: actions: read), CIRCLE_TOKEN (a personal API token).`;

const VERIFY_EXAMPLES = `
Examples:
  lockstep receipt verify --key cosign.pub
  lockstep receipt verify --commit v1.2.3 --notes downloads/
  lockstep receipt verify --identity github:acme/weather --max-age 14d
  lockstep receipt verify --vsa vsa.intoto.jsonl --sign-key release.key`;

export const receiptCommand: Register = (program, perform) => {
  const receipt = program
    .command('receipt')
    .description('signed statements that checks have passed for a tree: write them, and demand them');
  const create = receipt
    .command('create')
    .description('write a receipt for each check of a run, or for the job of a CI system that this is')
    .option('--run <run>', 'of this run; the last one unless said')
    .option('--leg <leg>', 'of this leg, whose job this is: unit@linux; $LOCKSTEP_LEG unless said')
    .option('--verdict <word>', 'how that job ended: success, failure, cancelled or skipped')
    .option('--workflow <name>', 'the workflow that it is in')
    .option(
      '--key <file>',
      'the private key, encrypted as cosign has it, or env://VARIABLE; without one the identity of the job',
    )
    .option('-o, --output <folder>', 'where to write', 'lockstep-receipts')
    .option('--notes', 'keep them as git notes too, in refs/notes/lockstep-receipts')
    .option('--dry-run', 'say what would be signed, and sign nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', CREATE_EXAMPLES);
  servers(create).action((options: ReceiptCreateOptions) =>
    perform(async (invocation) =>
      (await import('../perform-receipt-create.ts')).performReceiptCreate(invocation, options),
    ),
  );
  registerFetch(receipt, perform);
  registerVerify(receipt, perform);
};

function registerFetch(receipt: Command, perform: Parameters<Register>[1]): void {
  receipt
    .command('fetch')
    .description('fetch what the CI systems of the policy have kept for a commit')
    .option('--commit <revision>', 'the commit; the one that is checked out unless said')
    .option('-o, --output <folder>', 'where to write', 'lockstep-receipts')
    .option('--circleci-url <url>', 'a CircleCI of your own')
    .option('--json', 'as JSON')
    .addHelpText('after', FETCH_EXAMPLES)
    .action((options: ReceiptFetchOptions) =>
      perform(async (invocation) =>
        (await import('../perform-receipt-fetch.ts')).performReceiptFetch(invocation, options),
      ),
    );
}

function registerVerify(receipt: Command, perform: Parameters<Register>[1]): void {
  const verify = receipt
    .command('verify')
    .description('has every required check passed for this tree, by somebody who is trusted?')
    .argument('[paths...]', 'files and folders of receipts; lockstep-receipts unless said')
    .option('--commit <revision>', 'the commit; the one that is checked out unless said')
    .option('--notes', 'look at git notes too')
    .option('--policy <file>', 'what is asked, in place of release.receipts in the definition')
    .option('--key <file>', 'trust the holder of this public key; may be repeated', collect, [])
    .option(
      '--identity <who>',
      'trust github:owner/name or circleci:organisation/project; may be repeated',
      collect,
      [],
    )
    .option('--branch <name>', 'the branch they must have run on; may be repeated', collect, [])
    .option('--job <name>', 'demand this job alone; may be repeated', collect, [])
    .option('--max-age <time>', 'how old a receipt may be: 30d')
    .option(
      '--trusted-root <file>',
      "whose certificates count; those of Sigstore's public instance unless said",
    )
    .option('--vsa <file>', 'when all is proved, write a signed SLSA verification summary')
    .option('--sign-key <file>', 'sign it with this private key; without one the identity of the job')
    .option('--resource <uri>', 'what it is a summary of: git+https://github.com/owner/name')
    .option('--dry-run', 'write no summary')
    .option('--json', 'as JSON')
    .addHelpText('after', VERIFY_EXAMPLES);
  servers(verify).action((paths: readonly string[], options: ReceiptVerifyOptions) =>
    perform(async (invocation) =>
      (await import('../perform-receipt-verify.ts')).performReceiptVerify(invocation, paths, options),
    ),
  );
}

/** Named as cosign names them. */
function servers(command: Command): Command {
  return command
    .option('--fulcio-url <url>', 'who certifies, of a Sigstore of your own')
    .option('--rekor-url <url>', 'its log')
    .option('--timestamp-server-url <url>', 'who signs the time, if anybody does');
}
