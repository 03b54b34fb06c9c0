import {
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  optional,
  textOf,
} from '../../../json/json-value.ts';
import { offsetOf, type ReadingContext, readDocument } from '../../../json/read-document.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport, Metric } from '../../benchmarks-report.ts';
import { CollectedBenchmarks, type MeasuredMetric } from '../../collected-benchmarks.ts';
import { parametersOf } from '../../parameters.ts';
import { knownUnit } from '../../units.ts';

/**
 * The plain JSON that any program can write (docs/benchmarks.md, "Plain JSON"): `{"format": "lockstep-benchmarks/1", "tool", "version",
 * "benchmarks": [{"name", "parameters", "metrics": [{"name", "unit", "better", "value" or "samples"}]}], "gaps"}`. What it says wrongly
 * is told, unlike what other tools leave out: whoever writes this has no other reader to please.
 */
export const lockstepJsonReader: ReportReader<BenchmarksReport> = {
  name: 'lockstep-json',
  kind: 'benchmarks',
  title: 'plain JSON',
  marksItsEnd: true,
  recognises: ({ head }) => /^\s*\{\s*"format"\s*:\s*"lockstep-benchmarks\//u.test(head),
  read: (file) => readDocument(file, readPlain),
};

const FORMAT = 'lockstep-benchmarks/1';

function readPlain(json: Json, context: ReadingContext): BenchmarksReport | string {
  const data = objectOf(json);
  if (data === undefined || data.format !== FORMAT) return `"format" is not "${FORMAT}"`;
  if (!Array.isArray(data.benchmarks)) return '"benchmarks" is no list';
  const collected = new CollectedBenchmarks(context.passedOver);
  for (const entry of listOf(data.benchmarks)) addEntry(objectOf(entry) ?? {}, collected, context);
  for (const gap of listOf(data.gaps)) if (textOf(gap) !== undefined) collected.gap(textOf(gap) ?? '');
  return collected.finish(textOf(data.tool) ?? 'plain', textOf(data.version));
}

function addEntry(entry: JsonObject, collected: CollectedBenchmarks, context: ReadingContext): void {
  const name = textOf(entry.name);
  const offset = offsetOf(context.file, name);
  if (name === undefined) {
    context.passedOver.add('a benchmark without a name', offset);
    return;
  }
  const metrics = objectsOf(entry.metrics).flatMap((metric): readonly MeasuredMetric[] => {
    const read = metricOf(metric);
    if (typeof read !== 'string') return [read];
    context.passedOver.add(`'${name}': ${read}`, offset);
    return [];
  });
  collected.add({ name, parameters: parametersOf(objectOf(entry.parameters)), metrics, offset });
}

function metricOf(entry: JsonObject): MeasuredMetric | string {
  const unit = textOf(entry.unit);
  if (unit === undefined) return 'a metric has no unit';
  const known = knownUnit(unit);
  const better = known.better ?? directionOf(entry.better);
  if (better === undefined) return `"better" is to be "lower" or "higher" for the unit '${unit}'`;
  if (entry.better !== undefined && entry.better !== better)
    return `of '${unit}' ${better} is better, and "better" says something else`;
  return {
    name: textOf(entry.name) ?? (known.unit === 's' ? 'time' : known.unit === 'op/s' ? 'throughput' : unit),
    unit,
    better,
    value: entry.value,
    statistic: statisticOf(entry.statistic),
    ...optional('samples', Array.isArray(entry.samples) ? listOf(entry.samples) : undefined),
  };
}

function directionOf(value: Json | undefined): Metric['better'] | undefined {
  return value === 'lower' || value === 'higher' ? value : undefined;
}

function statisticOf(value: Json | undefined): Metric['statistic'] {
  return value === 'mean' || value === 'minimum' ? value : 'median';
}
