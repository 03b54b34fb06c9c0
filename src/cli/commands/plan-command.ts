import { Option } from 'commander';
import type { PlanOptions } from '../perform-plan.ts';
import { changedOptions } from './changed-options.ts';
import type { Register } from './command.ts';
import { EVENT_KINDS, eventOptions } from './event-options.ts';

const EXAMPLES = `
Examples:
  lockstep plan                                        the default workflow, on every platform
  lockstep plan ci --local                             what of ci runs on this machine
  lockstep plan --event push --branch develop          everything a push to develop sets off
  lockstep plan --event pull_request --base main --changed-file src/app.py
  lockstep plan --tag v1.2.3                           what a tag sets off
  lockstep plan --changed                              what the changes on this branch affect
  lockstep plan ci --graph mermaid                     a diagram`;

export const planCommand: Register = (program, perform) => {
  const command = program
    .command('plan')
    .description('show what would run: for a workflow, or for an event')
    .argument('[names...]', 'a workflow, or jobs; with an event, the workflows to look at')
    .addOption(new Option('--event <kind>', 'what happens').choices(EVENT_KINDS));
  changedOptions(
    eventOptions(command, { tag: 'the tag; alone it means --event tag' })
      .option('--platform <platform>', 'only legs for this platform: linux, macos, windows, linux/arm64')
      .option('--local', 'only what runs on this machine'),
  )
    .option('--json', 'the plan as JSON')
    .addOption(new Option('--graph <format>', 'the legs as a diagram').choices(['mermaid', 'dot']))
    .addHelpText('after', EXAMPLES)
    .action((names: string[], options: PlanOptions) =>
      perform(async (invocation) => {
        const { performPlan } = await import('../perform-plan.ts');
        return performPlan(invocation, names, options);
      }),
    );
};
