import type { Command } from 'commander';
import type { ReleaseBuildOptions } from '../perform-release-build.ts';
import type { Register } from './command.ts';

const EXAMPLES = `
Examples:
  lockstep release build v1.2.0 --key cosign.key
  lockstep release build --keyless --receipts receipts     in the job of a tag, by its identity
  lockstep release build v1.2.0 --unsigned --verify-reproducible --out /tmp/try`;

/** `release build`, below `release`. */
export function registerReleaseBuild(release: Command, perform: Parameters<Register>[1]): void {
  release
    .command('build')
    .description('build a tag once, with its evidence, into a folder that channels are served from')
    .argument('[tag]', 'a tag of this repository; that of this job, or of the commit, unless said')
    .option('-o, --out <folder>', 'where to write', 'lockstep-release')
    .option(
      '--key <file>',
      'sign with this private key, encrypted as cosign has it, or env://VARIABLE; its password is in COSIGN_PASSWORD',
    )
    .option('--keyless', 'sign with the identity of this job of GitHub Actions or CircleCI')
    .option('--unsigned', 'sign nothing, for a try')
    .option('--receipts <folder>', 'where the receipts of its checks are; lockstep-receipts unless said')
    .option(
      '--trusted-root <file>',
      "whose certificates count; those of Sigstore's public instance unless said",
    )
    .option('--artifacts <folder>', 'where other jobs have left what this one does not build')
    .option('--verify-reproducible', 'build twice, in two folders, and say what differs')
    .option(
      '--servers <file>',
      'addresses of channels of your own, as JSON: pypi for the sources of a formula',
    )
    .option('--fulcio-url <url>', 'who certifies, of a Sigstore of your own')
    .option('--rekor-url <url>', 'its log')
    .option('--timestamp-server-url <url>', 'who signs the time, if anybody does')
    .option('--dry-run', 'judge the tag, say what would be built, and build nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action((tag: string | undefined, options: ReleaseBuildOptions) =>
      perform(async (invocation) =>
        (await import('../perform-release-build.ts')).performReleaseBuild(invocation, tag, options),
      ),
    );
}
