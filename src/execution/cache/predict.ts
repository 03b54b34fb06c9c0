import { madeBy } from '../../plan/made-by.ts';
import type { LegId, PlannedJob } from '../../plan/plan.ts';
import type { Fingerprint } from '../../run/fingerprint.ts';
import type { LookupContext } from '../run-context.ts';
import type { JobResults } from './job-results.ts';

/** What a run would do with a leg now. */
export type Prediction =
  | {
      readonly kind: 'reused';
      readonly since: string;
      readonly saves: number;
      readonly fingerprint: Fingerprint;
    }
  | { readonly kind: 'runs'; readonly because: string; readonly fingerprint: Fingerprint | undefined }
  /** It waits for a leg that runs, and depends on what that makes: the same bytes would let it be reused. */
  | { readonly kind: 'open'; readonly on: LegId };

/** Predicts every leg of a plan, in the plan's order, without running or writing anything. */
export async function predictLegs(
  context: LookupContext,
  results: JobResults,
): Promise<ReadonlyMap<LegId, Prediction>> {
  const predictions = new Map<LegId, Prediction>();
  const values = new Map(context.values);
  const sources = { ...context.sources, value: (leg: LegId, name: string) => values.get(leg)?.[name] };
  for (const job of context.plan.jobs) {
    if (job.category === 'setup') continue;
    const open = openNeed(job, context.plan.jobs, predictions);
    if (open !== undefined) {
      predictions.set(job.id, { kind: 'open', on: open });
      continue;
    }
    const found = await results.lookUp({ ...context, values, sources }, job);
    if (found.kind === 'known') {
      const { run, duration, values: handedOn } = found.result;
      await results.assume(context, job, found.result);
      values.set(job.id, handedOn);
      predictions.set(job.id, {
        kind: 'reused',
        since: run,
        saves: duration,
        fingerprint: found.fingerprint,
      });
    } else
      predictions.set(job.id, {
        kind: 'runs',
        because: found.because,
        fingerprint: found.kind === 'unknown' ? found.fingerprint : undefined,
      });
  }
  return predictions;
}

/** A need that will run, or may, and hands something on. */
function openNeed(
  job: PlannedJob,
  all: readonly PlannedJob[],
  predictions: ReadonlyMap<LegId, Prediction>,
): LegId | undefined {
  return job.needs
    .map(({ id }) => all.find((other) => other.id === id))
    .find((need) => {
      if (need === undefined || need.category === 'setup') return false;
      const makes = madeBy(need).length > 0 || need.values.length > 0;
      return makes && predictions.get(need.id)?.kind !== 'reused';
    })?.id;
}
