import { Argument } from 'commander';
import type { SimulateOptions } from '../perform-simulate.ts';
import type { Register } from './command.ts';

const EXAMPLES = `
Examples:
  lockstep simulate push --branch main
  lockstep simulate pull_request --base main --fork --changed-file src/app.py
  lockstep simulate tag --tag v1.2.3
  lockstep simulate push --branch main --diff HEAD~1   what the last commit changed about it`;

export const simulateCommand: Register = (program, perform) => {
  program
    .command('simulate')
    .description('tell what the files of both CI systems do on an event, by reading these files')
    .addArgument(
      new Argument('<event>', 'what happens').choices([
        'push',
        'pull_request',
        'tag',
        'release',
        'manual',
        'schedule',
      ]),
    )
    .option('--branch <name>', 'the branch that is pushed to')
    .option('--base <name>', 'the branch a pull request wants to go to')
    .option('--tag <name>', 'the tag')
    .option('--cron <expression>', 'the schedule that is due')
    .option('--changed-file <file...>', 'a file the event changes')
    .option('--fork', 'the pull request comes from a fork')
    .option('--diff <revision>', 'what is different from the definition at a revision')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action((event: NonNullable<SimulateOptions['event']>, options: Omit<SimulateOptions, 'event'>) =>
      perform(async (invocation) =>
        (await import('../perform-simulate.ts')).performSimulate(invocation, { ...options, event }),
      ),
    );
};
