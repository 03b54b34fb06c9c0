import type { Command } from 'commander';
import type { EventOptions } from '../asked-event.ts';

/** What can happen to a repository, as it is asked for on the command line. */
export const EVENT_KINDS: readonly NonNullable<EventOptions['event']>[] = [
  'push',
  'pull_request',
  'tag',
  'release',
  'manual',
  'schedule',
];

/** What an event is told apart by, the same wherever a command asks for one. */
export function eventOptions(command: Command, { tag }: { readonly tag: string }): Command {
  return command
    .option('--branch <name>', 'the branch that is pushed to, or that a pull request comes from')
    .option('--base <name>', 'the branch a pull request wants to go to')
    .option('--tag <name>', tag)
    .option('--cron <expression>', 'the schedule that is due')
    .option('--changed-file <file...>', 'a file the event changes')
    .option('--fork', 'the pull request comes from a fork');
}
