import { formatElapsed } from '../../run/elapsed.ts';
import type { Verdict } from '../../run/run-event.ts';
import type { JobState, RunState } from '../../run/run-state.ts';
import { elsewhereText, legNames, reasonText } from '../../run/run-words.ts';

/** When what ran. All times are milliseconds since the run began. */
export interface Timeline {
  /** Of the run; until its last event when it is not over. */
  readonly duration: number;
  readonly budget: number | undefined;
  /** In the plan's order. */
  readonly bars: readonly Bar[];
  /** What the selection names and this run leaves to others, or leaves out. */
  readonly absent: readonly {
    readonly title: string;
    readonly where: 'elsewhere' | 'skipped';
    readonly reason: string;
  }[];
  readonly criticalPath: { readonly legs: readonly string[]; readonly duration: number };
  readonly slots: number;
}

export interface Bar {
  readonly leg: string;
  /** Short and unique within the run. */
  readonly name: string;
  readonly title: string;
  readonly platform: string;
  readonly verdict: Verdict | 'running' | 'waiting';
  readonly allowed: boolean;
  readonly reason: string;
  /** When the last of its needs was done. */
  readonly ready: number;
  readonly start: number;
  readonly end: number;
  /** False for what was skipped, reused or taken over: `start` and `end` are then when that was known. */
  readonly ran: boolean;
  readonly attempts: number;
  readonly critical: boolean;
  readonly needs: readonly string[];
  /** What the leg usually takes: the median of its earlier passes. */
  readonly usual: Usual | undefined;
  /** Steps of the last attempt that have begun. */
  readonly steps: readonly { readonly name: string; readonly duration: number; readonly outcome: string }[];
}

export interface Usual {
  readonly median: number;
  /** How many passes it is the median of. */
  readonly passes: number;
}

/** The timeline of a run, from its state and from what its legs usually take. Undefined when the run never began. */
export function timelineOf(state: RunState, usual: ReadonlyMap<string, Usual>): Timeline | undefined {
  const { started, finished } = state;
  if (started === undefined) return undefined;
  const ends = new Map(
    Array.from(state.jobs, ([leg, { finished: done }]) => [leg, (done?.time ?? state.time) - started.time]),
  );
  const names = legNames(started.plan);
  const critical = finished?.criticalPath ?? { legs: [], duration: 0 };
  const bars = Array.from(state.jobs.values(), (job): Bar => {
    const { planned } = job;
    const needs = planned.needs.map(({ id }) => id);
    return {
      leg: planned.id,
      name: names.name(planned.id),
      title: planned.title,
      platform: names.platform(planned),
      ...endOf(job),
      ...spanOf(job, { began: started.time, now: state.time }),
      ready: Math.max(0, ...needs.map((need) => ends.get(need) ?? 0)),
      critical: critical.legs.includes(planned.id),
      needs,
      usual: usual.get(planned.id),
      steps: stepsOf(job),
    };
  });
  return {
    duration: finished?.duration ?? state.time - started.time,
    budget: started.plan.budget,
    bars,
    absent: [
      ...started.elsewhere.map((leg) => ({
        title: leg.title,
        where: 'elsewhere' as const,
        reason: elsewhereText(leg),
      })),
      ...started.plan.skipped.map(({ id, reason }) => ({ title: id, where: 'skipped' as const, reason })),
    ],
    criticalPath: critical,
    slots: started.slots,
  };
}

function endOf({
  finished,
  status,
  attempt,
}: JobState): Pick<Bar, 'verdict' | 'allowed' | 'reason' | 'attempts'> {
  const unfinished = status === 'running' ? 'running' : 'waiting';
  return {
    verdict: finished?.verdict ?? unfinished,
    allowed: finished?.allowed === true,
    reason: finished === undefined ? '' : reasonText(finished),
    attempts: finished?.attempts ?? attempt,
  };
}

/** The event of the end tells the time of all attempts, so the beginning of the first follows from it. */
function spanOf(
  { finished, startedAt }: JobState,
  { began, now }: { readonly began: number; readonly now: number },
): Pick<Bar, 'start' | 'end' | 'ran'> {
  if (finished !== undefined) {
    const end = Math.max(0, finished.time - began);
    const ran = finished.attempts > 0 && finished.verdict !== 'reused';
    return { start: ran ? Math.max(0, end - finished.duration) : end, end, ran };
  }
  const end = Math.max(0, now - began);
  return startedAt === undefined
    ? { start: end, end, ran: false }
    : { start: Math.max(0, startedAt - began), end, ran: true };
}

function stepsOf({ planned, steps }: JobState): Bar['steps'] {
  return steps.flatMap((step, index) =>
    step.startedAt === undefined
      ? []
      : [
          {
            name: planned.steps[index]?.name ?? '',
            duration: step.duration,
            outcome: step.outcome?.kind ?? 'not done',
          },
        ],
  );
}

/** `1.2s more than usual`, `usual`; empty when nobody knows what is usual, or it did not run to its end. */
export function againstUsual({ usual, start, end, ran, verdict }: Bar): string {
  if (usual === undefined || !ran || (verdict !== 'passed' && verdict !== 'flaky')) return '';
  const difference = end - start - usual.median;
  // Below a tenth, or below what one reads off a clock, nobody would say that it took longer.
  if (Math.abs(difference) < Math.max(500, usual.median / 10)) return 'as usual';
  return `${formatElapsed(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'} than usual`;
}
