import { type JsonObject, listOf, numberOf, objectOf, optional } from '../json/json-value.ts';
import type { MeasuredMetric } from './collected-benchmarks.ts';

/**
 * What tinybench, and vitest with it, says of one task: milliseconds (github.com/tinylibs/tinybench, `TaskResult`, `Statistics`). Since
 * 3.0 in `latency`, with `p50`; before that beside each other. Samples are there when they were asked for.
 */
export function tinybenchTime(result: JsonObject): MeasuredMetric {
  const from = objectOf(result.latency) ?? result;
  const samples = listOf(from.samples);
  const middle = numberOf(from.p50) ?? numberOf(from.median);
  return {
    name: 'time',
    unit: 'ms',
    value: middle ?? numberOf(from.mean),
    statistic: middle === undefined ? 'mean' : 'median',
    ...optional('samples', samples.length > 0 ? samples : undefined),
  };
}
