import type { Command } from 'commander';
import type { NotifyOutboxOptions } from '../perform-notify-outbox.ts';
import type { NotifySendOptions } from '../perform-notify-send.ts';
import type { NotifyTestOptions } from '../perform-notify-test.ts';
import type { Register } from './command.ts';
import { positiveInteger, wholeNumber } from './whole-number.ts';

const SEND_EXAMPLES = `
Kinds: workflow-failed, release-stuck, benchmark-regressed, secret-old, budget-exceeded.

Issues need a token with \`issues: write\`, comments on pull requests \`pull-requests: write\`, comments on commits \`contents: write\`.

Examples:
  lockstep run ci; lockstep notify send --run
  lockstep notify send workflow-failed --subject ci --summary '3 of 12 jobs failed' --link log=https://example.com/log
  lockstep notify send workflow-failed --subject ci --summary 'all is well' --resolved
  lockstep notify send --events events.ndjson`;

const OUTBOX_EXAMPLES = `
Examples:
  lockstep notify outbox              what waits, and what needs a person
  lockstep notify outbox --flush      send what waits
  lockstep notify outbox --resend 3f2a91c4`;

export const notifyCommand: Register = (program, perform) => {
  const notify = program.command('notify').description('tell people what happened, as the definition says');
  registerSend(notify, perform);
  notify
    .command('test')
    .description('send each receiver one message, to see whether it arrives')
    .argument('[receivers...]', 'these alone; all of the definition unless said')
    .option('--pr <number>', 'the pull request that a comment is tried on', positiveInteger)
    .option('--commit <sha>', 'the commit that a comment is tried on')
    .option('--repo <owner/name>', 'the repository; the one that is built or checked out unless said')
    .option('--json', 'as JSON')
    .action((receivers: readonly string[], options: NotifyTestOptions) =>
      perform(async (invocation) =>
        (await import('../perform-notify-test.ts')).performNotifyTest(invocation, receivers, options),
      ),
    );
  notify
    .command('outbox')
    .description('what was not sent yet, or needs a person')
    .option('--flush', 'send what waits')
    .option('--resend <id>', 'send a message again that may have arrived, or was given up')
    .option('--forget <id>', 'never send it')
    .option('--all', 'what was sent too')
    .option('--wait <seconds>', 'how long to wait for better times', wholeNumber, 30)
    .option('--repo <owner/name>', 'the repository; the one that is built or checked out unless said')
    .option('--json', 'as JSON')
    .addHelpText('after', OUTBOX_EXAMPLES)
    .action((options: NotifyOutboxOptions) =>
      perform(async (invocation) =>
        (await import('../perform-notify-outbox.ts')).performNotifyOutbox(invocation, options),
      ),
    );
};

function registerSend(notify: Command, perform: Parameters<Register>[1]): void {
  notify
    .command('send')
    .description('tell of an event, and send all that waits')
    .argument('[kind]', 'what happened: workflow-failed, …')
    .option('--run [run]', 'tell of a run on this machine; the last one unless said')
    .option('--events <file>', 'events as JSON, one a line; - for standard input')
    .option('--subject <name>', 'what it is about: a workflow, a benchmark, a secret, a release')
    .option('--summary <sentence>', 'what happened')
    .option('--resolved', 'it is over')
    .option('--workflow <name>', 'the workflow it happened in')
    .option('--branch <name>', 'the branch; the one that is built or checked out unless said')
    .option('--commit <sha>', 'the commit; the one that is built or checked out unless said')
    .option('--pr <number>', 'the pull request; the one that is built unless said', positiveInteger)
    .option('--occurrence <id>', 'what tells this time from others: the id of a run; the commit unless said')
    .option('--details-file <file>', 'its last lines are told too')
    .option('--fact <name=value>', 'a line of the message; may be repeated', collect, [])
    .option('--link <text=url>', 'a link below it; may be repeated', collect, [])
    .option('--repo <owner/name>', 'the repository; the one that is built or checked out unless said')
    .option('--wait <seconds>', 'how long to wait for better times', wholeNumber, 60)
    .option('--dry-run', 'say what would be told to whom, and send nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', SEND_EXAMPLES)
    .action((kind: string | undefined, options: NotifySendOptions) =>
      perform(async (invocation) =>
        (await import('../perform-notify-send.ts')).performNotifySend(invocation, kind, options),
      ),
    );
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
