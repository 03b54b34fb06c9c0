import { Option } from 'commander';
import type { PlanOptions } from '../perform-plan.ts';
import type { Register } from './command.ts';

const EXAMPLES = `
Examples:
  lockstep plan                                        the default workflow, on every platform
  lockstep plan ci --local                             what of ci runs on this machine
  lockstep plan --event push --branch develop          everything a push to develop sets off
  lockstep plan --event pull_request --base main --changed-file src/app.py
  lockstep plan --tag v1.2.3                           what a tag sets off
  lockstep plan ci --graph mermaid                     a diagram`;

export const planCommand: Register = (program, perform) => {
  program
    .command('plan')
    .description('show what would run: for a workflow, or for an event')
    .argument('[names...]', 'a workflow, or jobs; with an event, the workflows to look at')
    .addOption(
      new Option('--event <kind>', 'what happens').choices([
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
    .option('--tag <name>', 'the tag; alone it means --event tag')
    .option('--cron <expression>', 'the schedule that is due')
    .option('--changed-file <file...>', 'a file the event changes')
    .option('--fork', 'the pull request comes from a fork')
    .option('--platform <platform>', 'only legs for this platform: linux, macos, windows, linux/arm64')
    .option('--local', 'only what runs on this machine')
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
