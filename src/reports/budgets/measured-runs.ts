import type { PastRun } from '../../run/past-run.ts';

/** The runs of one workflow on one platform that say how long it takes, the oldest first. */
export interface MeasuredRuns {
  /** Whole runs that reused nothing. */
  readonly full: readonly PastRun[];
  /** Whole runs in which results of earlier ones stood in for some legs. */
  readonly reusing: readonly PastRun[];
  /** Runs that were cut short: by hand, by a failure that kept others from running, or because only a part was asked for. */
  readonly passedOver: number;
}

/** Lines without a platform were written on the machine at hand. */
export function measuredRuns(
  history: readonly PastRun[],
  of: { readonly workflow: string; readonly platform: string; readonly thisPlatform: string },
): MeasuredRuns {
  const runs = history.filter(
    ({ workflow, platform }) => workflow === of.workflow && (platform ?? of.thisPlatform) === of.platform,
  );
  const whole = runs.filter(isWhole).toSorted((one, two) => one.time - two.time);
  const reuses = ({ jobs }: PastRun): boolean =>
    Object.values(jobs).some(({ verdict }) => verdict === 'reused');
  return {
    full: whole.filter((run) => !reuses(run)),
    reusing: whole.filter(reuses),
    passedOver: runs.length - whole.length,
  };
}

function isWhole({ verdict, partial, jobs }: PastRun): boolean {
  if (verdict === 'cancelled' || partial === true) return false;
  const verdicts = Object.values(jobs).map((job) => job.verdict);
  if (verdict === 'passed') return !verdicts.includes('cancelled');
  // A run that failed and still ran everything took its time; one that left legs out did not.
  return !verdicts.some((one) => one === 'skipped' || one === 'cancelled');
}
