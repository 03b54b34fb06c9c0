import type { JobName } from '../../pipeline/pipeline.ts';
import type { LocalPlan } from '../../plan/localize.ts';
import type { PlannedJob } from '../../plan/plan.ts';
import { UsageError } from '../exit-code.ts';
import { planHere } from '../perform-run.ts';
import { selectionOf } from '../run-selection.ts';
import type { Workplace } from '../workplace.ts';

export interface BenchmarkJobs {
  /** Names of the jobs, as the definition has them. */
  readonly names: readonly JobName[];
  /** With what they need, and what is set up for them. */
  readonly whole: LocalPlan;
  /** The measuring alone. */
  readonly alone: LocalPlan;
  readonly legs: readonly PlannedJob[];
}

/** The jobs that are named, else all that measure: of the category `benchmark`, or with a report of benchmarks. Throws a `UsageError` when none of them runs here. */
export function benchmarkJobs(workplace: Workplace, asked: readonly string[]): BenchmarkJobs {
  const { pipeline } = workplace.definition;
  const names =
    asked.length > 0
      ? (selectionOf(pipeline, asked).jobs ?? [])
      : pipeline.jobs.filter(isMeasuring).map(({ name }) => name);
  if (names.length === 0)
    throw new UsageError(
      asked.length > 0 ? `'${asked[0]}' is a workflow: name jobs` : 'no job measures anything',
      "Give a job the category 'benchmark', or reports: { benchmarks: <file> }, or name one.",
    );
  const alone = planHere(workplace, { jobs: names, needs: false, setup: false });
  const legs = alone.plan.jobs;
  if (legs.length === 0)
    throw new UsageError(
      `no leg of ${names.join(', ')} runs on this machine`,
      'lockstep plan shows what runs where.',
    );
  return { names, whole: planHere(workplace, { jobs: names }), alone, legs };
}

function isMeasuring({ category, reports }: Workplace['definition']['pipeline']['jobs'][number]): boolean {
  return category === 'benchmark' || reports.some(({ kind }) => kind === 'benchmarks');
}
