import type { Benchmark, Metric } from '../benchmarks-report.ts';
import { spreadSamples } from '../spread-samples.ts';

/** Samples of one metric that are kept at the most, and at least whatever there are of the others. */
const MOST_EACH = 200;
const FEWEST_EACH = 10;
/** Samples of a record in all, so that a file has some 200 kB and not many times that. */
const MOST_IN_ALL = 20_000;
/** Significant digits of a sample; noise is a thousand times as large. */
const DIGITS = 6;

/** With as many samples as are kept: the n-th part of them where there are more, in their order. */
export function boundedBenchmarks(benchmarks: readonly Benchmark[]): Benchmark[] {
  const metrics = benchmarks.reduce((sum, one) => sum + one.metrics.length, 0);
  const most = Math.min(MOST_EACH, Math.max(FEWEST_EACH, Math.floor(MOST_IN_ALL / Math.max(1, metrics))));
  return benchmarks.map((one) => ({ ...one, metrics: one.metrics.map((metric) => bounded(metric, most)) }));
}

function bounded({ samples, ...metric }: Metric, most: number): Metric {
  if (samples === undefined) return metric;
  const kept = spreadSamples(samples, most);
  return { ...metric, samples: kept.map((value) => Number(value.toPrecision(DIGITS))) };
}
