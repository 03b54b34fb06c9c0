import type { PipelineEvent } from '../plan/event.ts';
import { UsageError } from './exit-code.ts';

/** The options that describe an event. */
export interface EventOptions {
  readonly event?: Exclude<PipelineEvent['kind'], 'local'>;
  readonly branch?: string;
  readonly base?: string;
  readonly tag?: string;
  readonly cron?: string;
  readonly changedFile?: readonly string[];
  readonly fork?: boolean;
}

/** The event that the options describe; undefined when none is meant. */
export function eventOf(options: EventOptions): PipelineEvent | undefined {
  const kind = options.event ?? (options.tag !== undefined ? 'tag' : undefined);
  const changed = options.changedFile === undefined ? {} : { changedFiles: options.changedFile };
  switch (kind) {
    case 'push':
      return { kind, branch: need(options.branch, 'push', '--branch'), ...changed };
    case 'pull_request':
      return {
        kind,
        base: need(options.base, 'pull_request', '--base'),
        ...(options.branch !== undefined && { head: options.branch }),
        ...(options.fork === true && { fork: true }),
        ...changed,
      };
    case 'tag':
    case 'release':
      return { kind, tag: need(options.tag, kind, '--tag') };
    case 'schedule':
      return { kind, cron: need(options.cron, 'schedule', '--cron') };
    case 'manual':
      return { kind };
    case undefined:
      mustStandAlone(options);
      return undefined;
    default:
      return kind satisfies never;
  }
}

/** The options that say nothing without `--event`, with the kinds they are for. */
const DETAILS = [
  ['branch', '--branch', '--event push or --event pull_request'],
  ['base', '--base', '--event pull_request'],
  ['cron', '--cron', '--event schedule'],
  ['fork', '--fork', '--event pull_request'],
  ['changedFile', '--changed-file', '--event push or --event pull_request'],
] as const satisfies readonly (readonly [keyof EventOptions, string, string])[];

function mustStandAlone(options: EventOptions): void {
  for (const [name, option, events] of DETAILS) {
    if (options[name] !== undefined) throw new UsageError(`${option} describes an event`, `Add ${events}.`);
  }
}

function need(value: string | undefined, event: string, option: string): string {
  if (value === undefined) throw new UsageError(`The event ${event} needs ${option}`);
  return value;
}
