import type { JobName } from '../../pipeline/pipeline.ts';
import type { LocalPlan } from '../../plan/localize.ts';
import type { PlannedJob } from '../../plan/plan.ts';
import { UsageError } from '../exit-code.ts';
import { planHere } from '../perform-run.ts';
import { selectionOf } from '../run-selection.ts';
import type { Workplace } from '../workplace.ts';
import { canCountInstructions, countingPlan } from './instruction-counts.ts';

export interface BenchmarkJobs {
  /** Names of the jobs, as the definition has them. */
  readonly names: readonly JobName[];
  /** With what they need, and what is set up for them. */
  readonly whole: LocalPlan;
  /** The measuring alone. */
  readonly alone: LocalPlan;
  readonly legs: readonly PlannedJob[];
  /** Does the measuring count instructions too? */
  readonly counting: boolean;
}

/** The same jobs, with the instructions counted where this machine can. */
export async function withCounts(jobs: BenchmarkJobs): Promise<BenchmarkJobs> {
  if (!(await canCountInstructions())) return jobs;
  return { ...jobs, counting: true, alone: countingPlan(jobs.alone) };
}

/** The jobs that are named, else all that measure: of the category `benchmark`, or with a report of benchmarks. Throws a `UsageError` when none of them runs here. */
export function benchmarkJobs(workplace: Workplace, asked: readonly string[]): BenchmarkJobs {
  const names = asked.length > 0 ? namedJobs(workplace, asked) : measuringJobs(workplace);
  if (names.length === 0)
    throw new UsageError(
      'no job measures anything',
      "Give one the category 'benchmark', or reports: { benchmarks: <file> }, or name one.",
    );
  const alone = planHere(workplace, { jobs: names, needs: false, setup: false });
  const legs = alone.plan.jobs;
  if (legs.length === 0)
    throw new UsageError(
      `no leg of ${names.join(', ')} runs on this machine`,
      'lockstep plan shows what runs where.',
    );
  return { names, whole: planHere(workplace, { jobs: names }), alone, legs, counting: false };
}

/** A job, before a workflow of the same name. */
function namedJobs({ definition: { pipeline } }: Workplace, asked: readonly string[]): readonly JobName[] {
  const jobs = new Map(pipeline.jobs.map(({ name }) => [String(name), name]));
  const named = asked.flatMap((name) => jobs.get(name) ?? []);
  if (named.length === asked.length) return named;
  const { jobs: selected } = selectionOf(pipeline, asked);
  if (selected === undefined)
    throw new UsageError(`'${asked[0]}' is a workflow`, 'Name the jobs that measure.');
  return selected;
}

function measuringJobs({ definition: { pipeline } }: Workplace): readonly JobName[] {
  return pipeline.jobs
    .filter(
      ({ category, reports }) =>
        category === 'benchmark' || reports.some(({ kind }) => kind === 'benchmarks'),
    )
    .map(({ name }) => name);
}
