import {
  type Json,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  optional,
  textOf,
} from '../../../json/json-value.ts';
import { offsetOf, type ReadingContext, readDocument } from '../../../json/read-document.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import { CollectedBenchmarks, type MeasuredMetric } from '../../collected-benchmarks.ts';
import { parametersOf } from '../../parameters.ts';

/**
 * mitata's JSON, `run({ format: 'json' })` (github.com/evanwashere/mitata, src/main.mjs): each benchmark has a run for every combination of
 * its arguments. Nanoseconds; samples are sorted, and absent with `{ json: { samples: false } }`. A run that threw has an `error`.
 */
export const mitataReader: ReportReader<BenchmarksReport> = {
  name: 'mitata',
  kind: 'benchmarks',
  title: 'mitata JSON',
  marksItsEnd: true,
  recognises: ({ head }) => /^\s*\{\s*"layout"\s*:\s*\[/u.test(head),
  read: (file) => readDocument(file, readMitata),
};

function readMitata(json: Json, context: ReadingContext): BenchmarksReport | string {
  const data = objectOf(json);
  if (data === undefined || !Array.isArray(data.benchmarks))
    return 'this has no benchmarks, as reports of mitata do';
  const collected = new CollectedBenchmarks(context.passedOver);
  const groups = objectsOf(data.layout).map(({ name }) => textOf(name));
  for (const benchmark of objectsOf(data.benchmarks)) {
    const group = groups[numberOf(benchmark.group) ?? -1];
    for (const run of objectsOf(benchmark.runs)) {
      const own = textOf(run.name) ?? textOf(benchmark.alias);
      if (own === undefined) context.passedOver.add('a benchmark without a name');
      else addRun(run, group === undefined ? own : `${group} > ${own}`, collected, context);
    }
  }
  return collected.finish('mitata');
}

function addRun(
  run: JsonObject,
  name: string,
  collected: CollectedBenchmarks,
  { file }: ReadingContext,
): void {
  const stats = objectOf(run.stats);
  if (stats === undefined) {
    collected.failed(name, textOf(objectOf(run.error)?.message));
    return;
  }
  collected.add({
    name,
    parameters: parametersOf(objectOf(run.args)),
    metrics: [timeOf(stats), ...heapOf(objectOf(stats.heap))],
    offset: offsetOf(file, textOf(run.name)),
  });
}

function timeOf(stats: JsonObject): MeasuredMetric {
  const samples = listOf(stats.samples);
  const middle = numberOf(stats.p50);
  return {
    name: 'time',
    unit: 'ns',
    value: middle ?? stats.avg,
    statistic: middle === undefined ? 'mean' : 'median',
    ...optional('samples', samples.length > 0 ? samples : undefined),
  };
}

function heapOf(heap: JsonObject | undefined): readonly MeasuredMetric[] {
  const average = numberOf(heap?.avg);
  if (average === undefined) return [];
  return [{ name: 'heap', unit: 'B/op', better: 'lower', value: average, statistic: 'mean' }];
}
