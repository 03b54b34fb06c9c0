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
import { readLenientJson } from '../../../json/read-lenient-json.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import { CollectedBenchmarks, type MeasuredMetric } from '../../collected-benchmarks.ts';
import { parametersOf } from '../../parameters.ts';
import { knownUnit } from '../../units.ts';

/**
 * JMH's JSON, `-rf json` (github.com/openjdk/jmh, jmh-core, `JSONResultFormat`). What is better depends on the unit: `thrpt` has
 * `ops/ms` and the like, `avgt`, `sample` and `ss` have `ns/op` and the like. One benchmark may be there in several modes. Samples are
 * the iterations of all forks; in mode `sample` the single calls, of a histogram. Of other metrics those are read whose unit says what
 * is better, or that a profiler of JMH itself writes (`gc.alloc.rate.norm`).
 */
export const jmhReader: ReportReader<BenchmarksReport> = {
  name: 'jmh',
  kind: 'benchmarks',
  title: 'JMH JSON',
  marksItsEnd: true,
  recognises: ({ head }) =>
    /^\s*\[\s*\{\s*"(?:jmhVersion|benchmark)"\s*:/u.test(head) && /"mode"\s*:/u.test(head),
  read: (file) => readDocument(file, readJmh, readLenientJson),
};

/** Calls of a histogram that are kept. */
const MOST_CALLS = 1_000;

function readJmh(json: Json, context: ReadingContext): BenchmarksReport | string {
  const entries = objectsOf(json);
  if (!Array.isArray(json)) return 'this is no list, as reports of JMH are';
  const collected = new CollectedBenchmarks(context.passedOver);
  const modes = new Map<string, Set<Json | undefined>>();
  for (const entry of entries) {
    const name = nameOf(entry);
    modes.set(name, (modes.get(name) ?? new Set()).add(entry.mode));
  }
  for (const entry of entries)
    addEntry(entry, { collected, context, manyModes: (modes.get(nameOf(entry))?.size ?? 0) > 1 });
  return collected.finish('jmh', textOf(entries[0]?.jmhVersion));
}

function nameOf({ benchmark, params }: JsonObject): string {
  const parameters = Object.entries(parametersOf(objectOf(params))).map(([key, value]) => `${key}=${value}`);
  return `${textOf(benchmark) ?? ''}${parameters.length === 0 ? '' : `[${parameters.join(', ')}]`}`;
}

interface Around {
  readonly collected: CollectedBenchmarks;
  readonly context: ReadingContext;
  readonly manyModes: boolean;
}

function addEntry(entry: JsonObject, { collected, context, manyModes }: Around): void {
  const bare = textOf(entry.benchmark);
  const primary = objectOf(entry.primaryMetric);
  if (bare === undefined || primary === undefined) {
    context.passedOver.add(
      'a benchmark without a name or without its primaryMetric',
      offsetOf(context.file, bare),
    );
    return;
  }
  const { unit } = knownUnit(textOf(primary.scoreUnit) ?? '');
  const others = Object.entries(objectOf(entry.secondaryMetrics) ?? {}).flatMap(([name, one]) =>
    otherMetric(name, objectOf(one) ?? {}),
  );
  collected.add({
    name: manyModes ? `${nameOf(entry)} (${textOf(entry.mode) ?? '?'})` : nameOf(entry),
    parameters: parametersOf(objectOf(entry.params)),
    metrics: [metricOf(unit === 'op/s' ? 'throughput' : 'time', primary), ...others],
    offset: offsetOf(context.file, bare),
  });
}

function metricOf(name: string, metric: JsonObject): MeasuredMetric {
  const raw = listOf(metric.rawData).flatMap(listOf);
  const samples = raw.length > 0 ? raw : callsOf(metric);
  return {
    name,
    unit: textOf(metric.scoreUnit) ?? '',
    value: metric.score,
    statistic: 'mean',
    ...optional('samples', samples.length > 1 ? samples : undefined),
  };
}

/** `rawDataHistogram` has, of each fork and iteration, pairs of a time and how often it was measured. */
function callsOf({ rawDataHistogram }: JsonObject): readonly number[] {
  const pairs = listOf(rawDataHistogram)
    .flatMap(listOf)
    .flatMap(listOf)
    .map((pair) => [numberOf(listOf(pair)[0]), numberOf(listOf(pair)[1])] as const)
    .filter((pair): pair is readonly [number, number] => pair[0] !== undefined && (pair[1] ?? 0) >= 1)
    .toSorted(([one], [two]) => one - two);
  const total = pairs.reduce((sum, [, count]) => sum + count, 0);
  const kept = Math.min(total, MOST_CALLS);
  const calls: number[] = [];
  let before = 0;
  for (const [time, count] of pairs) {
    before += count;
    while (calls.length < kept && (calls.length + 0.5) * (total / kept) <= before) calls.push(time);
  }
  return calls;
}

/** Percentiles of mode `sample` say again what the samples do. */
function otherMetric(name: string, metric: JsonObject): readonly MeasuredMetric[] {
  const written = textOf(metric.scoreUnit) ?? '';
  const bare = name.replace(/^[^\w]+/u, '');
  if (/^(?:.*:)?p\d\.\d+$/u.test(bare) || knownUnit(written).unit === 's') return [];
  if (bare.startsWith('gc.'))
    return written === 'B/op' ? [{ ...metricOf(bare, metric), better: 'lower' }] : [];
  return knownUnit(written).better === undefined ? [] : [metricOf(bare, metric)];
}
