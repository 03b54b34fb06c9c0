import {
  type Json,
  type JsonObject,
  numberOf,
  objectOf,
  objectsOf,
  optional,
  textOf,
} from '../../../json/json-value.ts';
import { offsetOf, type ReadingContext, readDocument } from '../../../json/read-document.ts';
import { readLenientJson } from '../../../json/read-lenient-json.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport, Metric } from '../../benchmarks-report.ts';
import { CollectedBenchmarks, type MeasuredMetric } from '../../collected-benchmarks.ts';

/**
 * Google Benchmark's JSON, `--benchmark_format=json` or `--benchmark_out` (github.com/google/benchmark, docs/user_guide.md, "Output
 * Formats"; src/json_reporter.cc). Repetitions of a benchmark are its samples; with aggregates alone the median is taken, else the mean.
 * Counters of the user are left out: nothing says which way is better.
 */
export const googleBenchmarkReader: ReportReader<BenchmarksReport> = {
  name: 'google-benchmark',
  kind: 'benchmarks',
  title: 'Google Benchmark JSON',
  marksItsEnd: true,
  recognises: ({ head }) =>
    /^\s*\{\s*"context"\s*:\s*\{/u.test(head) && /"(?:num_cpus|executable)"\s*:/u.test(head),
  read: (file) => readDocument(file, readGoogleBenchmark, readLenientJson),
};

/** In the order in which they are told; the first is what the tool is about. */
const METRICS: readonly (readonly [
  key: string,
  name: string,
  unit: string | undefined,
  better: Metric['better'],
])[] = [
  ['real_time', 'time', undefined, 'lower'],
  ['cpu_time', 'cpu time', undefined, 'lower'],
  ['items_per_second', 'items', 'items/s', 'higher'],
  ['bytes_per_second', 'bytes', 'B/s', 'higher'],
  ['max_bytes_used', 'peak memory', 'B', 'lower'],
];

function readGoogleBenchmark(json: Json, { file, passedOver }: ReadingContext): BenchmarksReport | string {
  const data = objectOf(json);
  if (data === undefined || !Array.isArray(data.benchmarks))
    return 'this has no benchmarks, as reports of Google Benchmark do';
  const collected = new CollectedBenchmarks(passedOver);
  const runs = new Map<string, JsonObject[]>();
  for (const entry of objectsOf(data.benchmarks)) {
    const name = textOf(entry.run_name) ?? textOf(entry.name);
    if (name === undefined) passedOver.add('a benchmark without a name');
    else if (entry.error_occurred === true || entry.skipped === true)
      collected.failed(name, textOf(entry.error_message) ?? textOf(entry.skip_message));
    else runs.set(name, [...(runs.get(name) ?? []), entry]);
  }
  for (const [name, entries] of runs) {
    const metrics = metricsOf(entries);
    if (metrics.length > 0) collected.add({ name, metrics, offset: offsetOf(file, name) });
  }
  return collected.finish('google-benchmark', textOf(objectOf(data.context)?.library_version));
}

/** `BigO` and `RMS` are aggregates too, and no measurement. */
function metricsOf(entries: readonly JsonObject[]): readonly MeasuredMetric[] {
  const single = entries.filter((entry) => entry.run_type !== 'aggregate');
  const aggregate = (name: string): JsonObject | undefined =>
    entries.find((one) => one.aggregate_name === name);
  const statistic = single.length === 0 && aggregate('median') !== undefined ? 'median' : 'mean';
  const [shown] = single.length > 0 ? single : [aggregate('median') ?? aggregate('mean')];
  if (shown === undefined) return [];
  return METRICS.flatMap(([key, name, unit, better]): readonly MeasuredMetric[] =>
    numberOf(shown[key]) === undefined && key !== 'real_time'
      ? []
      : [
          {
            name,
            unit: unit ?? textOf(shown.time_unit) ?? 'ns',
            better,
            value: shown[key],
            statistic,
            ...optional('samples', single.length > 1 ? single.map((one) => one[key] ?? null) : undefined),
          },
        ],
  );
}
