import {
  type Json,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  optional,
} from '../../../json/json-value.ts';
import { type ReadingContext, readDocument } from '../../../json/read-document.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import { CollectedBenchmarks, type MeasuredMetric } from '../../collected-benchmarks.ts';

/**
 * A file of criterion's folder (bheisler.github.io/criterion.rs/book, "Analysis Process"; src/estimate.rs, `SavedSample` in src/lib.rs):
 * `target/criterion/<name>/new/sample.json`, times and iterations of each sample, or `estimates.json`, also in the dialect before 0.3 with
 * `Mean` and `Median`. Nanoseconds. The name is that of the folder; where both files are given, `sample.json` says more.
 */
export const criterionReader: ReportReader<BenchmarksReport> = {
  name: 'criterion',
  kind: 'benchmarks',
  title: 'a file of criterion',
  marksItsEnd: true,
  recognises: ({ head }) =>
    /^\s*\{\s*"[Mm]ean"\s*:\s*\{\s*"confidence_interval"/u.test(head) ||
    /^\s*\{\s*"sampling_mode"\s*:/u.test(head) ||
    /^\s*\{\s*"iters"\s*:\s*\[/u.test(head) ||
    /^\s*\[\s*\[\s*\d[\d.]*\s*,/u.test(head),
  read: (file) => readDocument(file, readCriterion),
};

/** The files of criterion's folder that are read, the one that says most first. */
export const CRITERION_FILES: readonly string[] = ['sample.json', 'estimates.json'];

function readCriterion(json: Json, context: ReadingContext): BenchmarksReport | string {
  const name = criterionName(context.file.path);
  if (name === undefined)
    return 'the name of a benchmark of criterion is in the path of its file: give the folder, target/criterion';
  const metric = sampleTime(json) ?? estimatedTime(objectOf(json));
  if (metric === undefined)
    return 'there are neither samples nor estimates in it, as files of criterion have';
  const collected = new CollectedBenchmarks(context.passedOver);
  collected.add({ name, metrics: [metric] });
  return collected.finish('criterion');
}

/** `sizes/fib/5` of `target/criterion/sizes/fib/5/new/sample.json`. Names of folders have `_` where a name has what they cannot have. */
export function criterionName(path: string): string | undefined {
  const parts = path.replaceAll('\\', '/').split('/').slice(0, -2);
  const root = parts.lastIndexOf('criterion');
  const name = parts.slice(root + 1).join('/');
  return name === '' ? undefined : name;
}

/** `{ "iters", "times" }`, before 0.3.4 `[[iters], [times]]`. */
function sampleTime(json: Json): MeasuredMetric | undefined {
  const { iters, times } = objectOf(json) ?? {
    iters: listOf(json)[0] ?? null,
    times: listOf(json)[1] ?? null,
  };
  const counts = listOf(iters);
  const totals = listOf(times);
  if (counts.length === 0 || counts.length !== totals.length) return undefined;
  const samples = totals.map(
    (total, index) => (numberOf(total) ?? Number.NaN) / (numberOf(counts[index]) ?? Number.NaN),
  );
  return { name: 'time', unit: 'ns', statistic: 'median', samples };
}

function estimatedTime(data: JsonObject | undefined): MeasuredMetric | undefined {
  const estimate = (name: string): number | undefined => numberOf(objectOf(data?.[name])?.point_estimate);
  const middle = estimate('median') ?? estimate('Median');
  const value = middle ?? estimate('mean') ?? estimate('Mean');
  if (value === undefined) return undefined;
  return {
    name: 'time',
    unit: 'ns',
    statistic: middle === undefined ? 'mean' : 'median',
    ...optional('value', value),
  };
}
