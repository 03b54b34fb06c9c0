import { Option } from 'commander';
import type { PipelineEvent } from '../../plan/event.ts';
import type { Register } from './command.ts';
import { UsageError } from '../exit-code.ts';

export interface PlanOptions {
  readonly event?: PipelineEvent['kind'];
  readonly branch?: string;
  readonly base?: string;
  readonly tag?: string;
  readonly cron?: string;
  readonly changedFile?: readonly string[];
  readonly fork?: boolean;
  readonly platform?: string;
  readonly json?: boolean;
  readonly graph?: 'mermaid' | 'dot';
  readonly local?: boolean;
}

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
      new Option('--event <kind>', 'what happens').choices(['push', 'pull_request', 'tag', 'release', 'manual', 'schedule']),
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

/** The event that the options describe; undefined when none is meant. */
export function eventOf(options: PlanOptions): PipelineEvent | undefined {
  const kind = options.event ?? (options.tag !== undefined ? 'tag' : undefined);
  const changed = options.changedFile === undefined ? {} : { changedFiles: options.changedFile };
  switch (kind) {
    case 'push':
      return { kind, branch: need(options.branch, '--event push', '--branch'), ...changed };
    case 'pull_request':
      return {
        kind,
        base: need(options.base, '--event pull_request', '--base'),
        ...(options.branch !== undefined && { head: options.branch }),
        ...(options.fork === true && { fork: true }),
        ...changed,
      };
    case 'tag':
    case 'release':
      return { kind, tag: need(options.tag, `--event ${kind}`, '--tag') };
    case 'schedule':
      return { kind, cron: need(options.cron, '--event schedule', '--cron') };
    case 'manual':
      return { kind };
    case undefined:
      if (options.branch ?? options.base) throw new UsageError('--branch and --base describe an event', 'Add --event push or --event pull_request.');
      return undefined;
    case 'local':
      return undefined;
    default:
      return kind satisfies never;
  }
}

function need(value: string | undefined, event: string, option: string): string {
  if (value === undefined) throw new UsageError(`${event} needs ${option}`);
  return value;
}
