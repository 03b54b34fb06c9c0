import { SYSTEM_TITLES } from '../pipeline/system-titles.ts';
import type { PipelineEvent } from '../plan/event.ts';
import { type CiJob, type CiRun, type CiState, isActive } from '../providers/run-source.ts';
import { formatLimit } from '../run/elapsed.ts';
import type { RequiredCheck } from './required-checks.ts';

/** A run with what its jobs came to. */
export interface JudgedRun
  extends Pick<CiRun, 'place' | 'group' | 'workflow' | 'path' | 'event' | 'state' | 'createdAt' | 'url'> {
  readonly jobs: readonly Pick<CiJob, 'name' | 'state' | 'url'>[];
}

export interface GateQuestion {
  readonly required: readonly RequiredCheck[];
  /** All runs of the commit in both systems, in any order, superseded ones among them. */
  readonly runs: readonly JudgedRun[];
  readonly event: PipelineEvent;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** When one began to wait; what has not begun long after, and long after the first run, never will. */
  readonly since: number;
}

export interface CheckVerdict {
  readonly check: RequiredCheck;
  readonly verdict: 'passed' | 'pending' | 'failed';
  /** In a few words. */
  readonly reason: string;
  readonly url: string | undefined;
}

export interface GateVerdict {
  /** `not_checked`: nothing is required, which is no yes. */
  readonly conclusion: 'passed' | 'pending' | 'failed' | 'not_checked';
  /** One sentence. */
  readonly description: string;
  readonly checks: readonly CheckVerdict[];
}

/**
 * The one answer to "may this be merged?", from what the definition demands and what both systems say. Pure.
 *
 * - The newest run of a workflow decides; what an older one said is superseded, good or bad.
 * - What is absent is pending, and failed when its budget is over; so is a job that its run ended without.
 * - What was skipped has not passed: nothing that is required is meant to be skipped.
 */
export function judgeGate(question: GateQuestion): GateVerdict {
  const checks = question.required.map((check) => judgeCheck(check, question));
  const count = (verdict: CheckVerdict['verdict']): number =>
    checks.filter((one) => one.verdict === verdict).length;
  if (checks.length === 0)
    return { conclusion: 'not_checked', description: 'nothing is required for this event', checks };
  const failed = checks.filter(({ verdict }) => verdict === 'failed');
  const pending = checks.filter(({ verdict }) => verdict === 'pending');
  if (failed.length > 0)
    return {
      conclusion: 'failed',
      description: `${count('failed')} of ${checks.length} failed: ${names(failed)}`,
      checks,
    };
  if (pending.length > 0)
    return {
      conclusion: 'pending',
      description: `${count('passed')} of ${checks.length} passed, waiting for ${names(pending)}`,
      checks,
    };
  return { conclusion: 'passed', description: `all ${checks.length} checks passed`, checks };
}

function names(checks: readonly CheckVerdict[]): string {
  const shown = checks.slice(0, 3).map(({ check }) => check.name);
  return `${shown.join(', ')}${checks.length > 3 ? ` and ${checks.length - 3} more` : ''}`;
}

/** The word of GitHub for what set off a run; CircleCI has other words for every kind of trigger, and no second kind of run for a workflow. */
const GITHUB_EVENTS: Readonly<Record<PipelineEvent['kind'], string>> = {
  ...{ push: 'push', tag: 'push', pull_request: 'pull_request', release: 'release' },
  ...{ manual: 'workflow_dispatch', schedule: 'schedule', local: '' },
};

function judgeCheck(check: RequiredCheck, question: GateQuestion): CheckVerdict {
  const runs = question.runs
    .filter((run) => isOf(run, check, question.event))
    .toSorted((one, other) => other.createdAt - one.createdAt);
  const [newest] = runs;
  if (newest === undefined) return absent(check, question);
  const job = newest.jobs.find(({ name }) => name === check.name);
  if (job !== undefined) return ofState(check, job.state, job.url ?? newest.url);
  if (isActive(newest.state))
    return { check, verdict: 'pending', reason: 'its run has not come to it yet', url: newest.url };
  // What was run again in part, and passed, does not repeat what had passed before.
  const before = runs
    .filter(({ group }) => newest.state === 'passed' && group === newest.group)
    .flatMap(({ jobs }) => jobs.filter(({ name }) => name === check.name))[0];
  if (before !== undefined) return ofState(check, before.state, before.url ?? newest.url);
  const reason = `its run ended (${word(newest.state)}) without it`;
  return { check, verdict: 'failed', reason, url: newest.url };
}

function isOf(run: JudgedRun, check: RequiredCheck, event: PipelineEvent): boolean {
  if (run.place !== check.system) return false;
  if (run.place === 'github')
    return run.path === check.path && (run.event === undefined || run.event === GITHUB_EVENTS[event.kind]);
  return run.workflow === check.workflow;
}

function absent(check: RequiredCheck, { runs, since, now, event }: GateQuestion): CheckVerdict {
  const heard = Math.min(since, ...runs.map(({ createdAt }) => createdAt));
  const title = SYSTEM_TITLES[check.system];
  const isFork = event.kind === 'pull_request' && event.fork === true;
  const waits = isFork ? ` (it is from a fork: ${FORKS[check.system]})` : '';
  const silent = runs.some(({ place }) => place === check.system)
    ? `workflow ${check.workflow} has not begun`
    : `nothing was heard of ${title}`;
  if (now - heard <= check.budget)
    return { check, verdict: 'pending', reason: `${silent}${waits}`, url: undefined };
  const reason = `${silent} within ${formatLimit(check.budget)}${waits}`;
  return { check, verdict: 'failed', reason, url: undefined };
}

/** docs.github.com, "Approving workflow runs from forks"; circleci.com/docs/oss, "Build pull requests from forked repositories". */
const FORKS = {
  github: 'a maintainer may have to approve its runs',
  circleci: 'the project has to be set to build them',
} as const;

function ofState(check: RequiredCheck, state: CiState, url: string | undefined): CheckVerdict {
  if (state === 'passed') return { check, verdict: 'passed', reason: 'passed', url };
  if (state === 'waiting')
    return { check, verdict: 'pending', reason: 'waits for somebody to approve it', url };
  if (isActive(state)) return { check, verdict: 'pending', reason: word(state), url };
  const reason = state === 'skipped' ? 'was skipped, which is no pass' : word(state);
  return { check, verdict: 'failed', reason, url };
}

function word(state: CiState): string {
  return state === 'timed_out' ? 'timed out' : state;
}
