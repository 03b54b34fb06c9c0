import { Argument } from 'commander';
import type { SimulateOptions } from '../perform-simulate.ts';
import type { Register } from './command.ts';
import { EVENT_KINDS, eventOptions } from './event-options.ts';

const EXAMPLES = `
Examples:
  lockstep simulate push --branch main
  lockstep simulate pull_request --base main --fork --changed-file src/app.py
  lockstep simulate tag --tag v1.2.3
  lockstep simulate push --branch main --diff HEAD~1   what the last commit changed about it`;

export const simulateCommand: Register = (program, perform) => {
  const command = program
    .command('simulate')
    .description(
      'tell what the files of both CI systems do on an event, by reading back what generate would write',
    )
    .addArgument(new Argument('<event>', 'what happens').choices(EVENT_KINDS));
  eventOptions(command, { tag: 'the tag' })
    .option('--diff <revision>', 'which jobs start, stop starting or are changed since a revision')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action((event: NonNullable<SimulateOptions['event']>, options: Omit<SimulateOptions, 'event'>) =>
      perform(async (invocation) =>
        (await import('../perform-simulate.ts')).performSimulate(invocation, { ...options, event }),
      ),
    );
};
