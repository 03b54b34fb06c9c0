import { type Prediction, predictLegs } from '../execution/cache/predict.ts';
import type { LegId, Plan } from '../plan/plan.ts';
import { nodeFiles } from '../platform/files.ts';
import { openResults, type ResultsOptions } from './open-results.ts';
import { environmentSources, type SessionOptions } from './run-session.ts';
import type { Workplace } from './workplace.ts';

/** What `lockstep run` would do with each leg now: run it, or reuse what it came to. */
export async function predictRun(
  workplace: Workplace,
  plan: Plan,
  options: Pick<SessionOptions, 'inputs' | 'tag' | 'variables'> & Pick<ResultsOptions, 'mode' | 'remark'>,
): Promise<ReadonlyMap<LegId, Prediction>> {
  const { store, root, definition } = workplace;
  const opened = await openResults(workplace, {
    mode: options.mode,
    askOnly: true,
    remark: options.remark,
  });
  const outer = { ...process.env, ...options.variables };
  const sources = environmentSources(definition.pipeline, root, { ...options, outer });
  const context = { plan, sources, workspace: root, values: new Map(), files: nodeFiles, store };
  const predictions = await predictLegs(context, opened.results);
  await opened.close();
  return predictions;
}

/** By leg, without the parts of the fingerprints. */
export function plainPredictions(
  predictions: ReadonlyMap<LegId, Prediction>,
): Readonly<Record<string, unknown>> {
  const entries = [...predictions].map(([leg, prediction]) => {
    if (prediction.kind === 'open') return [leg, prediction] as const;
    const { fingerprint, ...rest } = prediction;
    return [leg, { ...rest, ...(fingerprint && { fingerprint: fingerprint.digest }) }] as const;
  });
  return Object.fromEntries(entries);
}
