import { UsageError } from '../exit-code.ts';
import type { WatchOptions } from '../watch-project.ts';
import type { Register } from './command.ts';
import { givenOptions } from './given-options.ts';
import { positiveInteger } from './whole-number.ts';

const EXAMPLES = `
Examples:
  lockstep watch                    the default workflow
  lockstep watch unit types         two jobs and what they need
  lockstep watch unit --no-needs    the job unit alone

Enter runs everything again, Ctrl-C ends it.`;

export const watchCommand: Register = (program, perform) => {
  const command = program
    .command('watch')
    .description('run, and after each edit run again what the edit affects')
    .argument('[names...]', 'a workflow, or jobs; the default workflow unless said')
    .option('-j, --jobs <n>', 'how many jobs at once; one per processor unless said', positiveInteger)
    .option('--no-needs', 'only the jobs named, without what they need')
    .option('--fail-fast', 'stop what still runs when a job fails')
    .option('--keep-going', 'go on when a job fails, whatever the workflow says')
    .option('--no-cache', 'reuse nothing of earlier runs, and keep nothing for later ones')
    .option('--no-setup', 'do not install toolchains')
    .option('--assume-services', 'the services that jobs declare are up already');
  givenOptions(command)
    .option('--json', 'print every event as a line of JSON')
    .addHelpText('after', EXAMPLES)
    .action((names: string[], options: WatchOptions) =>
      perform(async (invocation) => {
        if (options.failFast === true && options.keepGoing === true)
          throw new UsageError('--fail-fast and --keep-going exclude each other');
        if (!options.needs && names.length === 0)
          throw new UsageError(
            '--no-needs is for single jobs: say which',
            'For example: lockstep watch unit --no-needs.',
          );
        const { performWatch } = await import('../perform-watch.ts');
        return performWatch(invocation, names, options);
      }),
    );
};
