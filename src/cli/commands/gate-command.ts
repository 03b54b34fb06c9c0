import { Option } from 'commander';
import type { GateOptions } from '../perform-gate.ts';
import type { Register } from './command.ts';
import { EVENT_KINDS, eventOptions } from './event-options.ts';
import { positiveInteger } from './whole-number.ts';

const HELP = `
Tokens: for GitHub \`actions: read\` and \`pull-requests: read\`, with --post \`statuses: write\`; for CircleCI one of somebody who may see the project.

Examples:
  lockstep gate                        a push of what is checked out
  lockstep gate --pr 7 --wait --post   waits for both systems, and posts the status lockstep/gate
  lockstep gate --commit v1.2.3^{} --branch main`;

export const gateCommand: Register = (program, perform) => {
  const command = program
    .command('gate')
    .description('may this be merged? one answer from both CI systems, by what the definition requires')
    .option('--commit <revision>', 'the commit; what is checked out unless said')
    .option('--pr <number>', 'the pull request; the one that is built unless said', positiveInteger)
    .addOption(new Option('--event <kind>', 'what happened; a push unless said').choices(EVENT_KINDS));
  eventOptions(command, { tag: 'the tag that was pushed' })
    .option('--repo <owner/name>', 'the repository; the one that is built or checked out unless said')
    .option('--circleci-project <slug>', 'the project on CircleCI; gh/<owner>/<name> unless said')
    .option('--wait', 'until there is an answer')
    .option('--interval <seconds>', 'how long to wait before looking again', positiveInteger, 15)
    .option('--timeout <minutes>', 'how long to wait at most', positiveInteger, 120)
    .option(
      '--absent-after <minutes>',
      'when what has not begun has failed; the budget of its workflow unless said',
      positiveInteger,
    )
    .option('--post', 'post the answer as the status lockstep/gate of the commit')
    .option('--json', 'as JSON')
    .addHelpText('after', HELP)
    .action((options: GateOptions) =>
      perform(async (invocation) => (await import('../perform-gate.ts')).performGate(invocation, options)),
    );
};
