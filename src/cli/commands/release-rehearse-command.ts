import type { Command } from 'commander';
import type { ReleaseRehearseOptions } from '../perform-release-rehearse.ts';
import type { Register } from './command.ts';

const EXAMPLES = `
Examples:
  lockstep release rehearse                         the whole way, against servers on this machine
  lockstep release rehearse --faults                and again, with something going wrong at every step
  lockstep release rehearse --faults --markdown release-faults.md`;

/** `release rehearse`, below `release`. */
export function registerReleaseRehearse(release: Command, perform: Parameters<Register>[1]): void {
  release
    .command('rehearse')
    .description('bring a release to stand-ins of its channels on this machine, and see that it arrives')
    .argument('[folder]', 'what release build wrote; lockstep-release unless said')
    .option('--faults', 'let servers, networks and this program fail at every step, and publish again')
    .option('--markdown <file>', 'write the table of faults as a page')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action((folder: string | undefined, options: ReleaseRehearseOptions) =>
      perform(async (invocation) =>
        (await import('../perform-release-rehearse.ts')).performReleaseRehearse(invocation, folder, options),
      ),
    );
}
