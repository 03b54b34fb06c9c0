import { SourceFile } from '../../../../diagnostics/source-file.ts';
import {
  type Json,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  optional,
  textOf,
} from '../../../json/json-value.ts';
import { offsetOf, type ReadingContext, readDocument } from '../../../json/read-document.ts';
import { readLenientJson } from '../../../json/read-lenient-json.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import { CollectedBenchmarks, type MeasuredMetric } from '../../collected-benchmarks.ts';

/**
 * Results of airspeed velocity, `results/<machine>/<commit>-<environment>.json` (asv.readthedocs.io, "Developer docs", "Result file"), of
 * version 2, whose rows are described by `result_columns`, and of version 1, whose values are numbers or objects. Units are not in it:
 * they go by the kind, which is the beginning of the function's name (asv, "Writing benchmarks"). Less is better, as asv has it of
 * everything. `NaN` is what a set-up refused; null is what failed. Names of parameters are not in it, only their values.
 */
export const asvReader: ReportReader<BenchmarksReport> = {
  name: 'asv',
  kind: 'benchmarks',
  title: 'asv result',
  marksItsEnd: true,
  recognises: ({ head }) =>
    /^\s*\{/u.test(head) && /"commit_hash"\s*:/u.test(head) && /"env_name"\s*:/u.test(head),
  read: (file) => readDocument(markRefused(file), readAsv, readLenientJson),
};

/** What stands for `NaN`, so that it is not the null of a failure: no benchmark of asv gives it. */
const REFUSED = 'refused';

function markRefused(file: SourceFile): SourceFile {
  return new SourceFile(
    file.path,
    file.text.replace(/"(?:[^"\\]|\\.)*"|\bNaN\b/gu, (token) => (token === 'NaN' ? `"${REFUSED}"` : token)),
  );
}

function readAsv(json: Json, context: ReadingContext): BenchmarksReport | string {
  const data = objectOf(json);
  const results = objectOf(data?.results);
  if (data === undefined || results === undefined) return 'this has no results, as files of asv do';
  const columns = Array.isArray(data.result_columns)
    ? listOf(data.result_columns).map((one) => textOf(one) ?? '')
    : undefined;
  const collected = new CollectedBenchmarks(context.passedOver);
  for (const [name, written] of Object.entries(results)) {
    const row = rowOf(written, columns);
    if (row === undefined) collected.failed(name);
    else addRow(name, row, collected, context);
  }
  return collected.finish('asv');
}

/** One benchmark: a value for each combination of its parameters, the last of which changes first. */
interface Row {
  readonly values: readonly Json[];
  readonly parameters: readonly (readonly string[])[];
  readonly samples: readonly Json[];
}

function rowOf(written: Json, columns: readonly string[] | undefined): Row | undefined {
  if (columns !== undefined) {
    const cells = listOf(written);
    return rowFrom(Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? null])));
  }
  return rowFrom(objectOf(written) ?? { result: [written] });
}

function rowFrom({ result, params, samples }: JsonObject): Row | undefined {
  if (!Array.isArray(result)) return undefined;
  return {
    values: listOf(result),
    parameters: listOf(params).map((axis) => listOf(axis).map((one) => textOf(one) ?? String(one))),
    samples: listOf(samples),
  };
}

function addRow(name: string, row: Row, collected: CollectedBenchmarks, { file }: ReadingContext): void {
  for (const [index, value] of row.values.entries()) {
    if (value === REFUSED) continue;
    const combination = combinationOf(row.parameters, index);
    const full = combination.length === 0 ? name : `${name}(${combination.join(', ')})`;
    if (numberOf(value) === undefined) collected.failed(full);
    else
      collected.add({
        name: full,
        parameters: Object.fromEntries(combination.map((one, at) => [`${at + 1}`, one])),
        metrics: [metricOf(name, value, listOf(row.samples[index]))],
        offset: offsetOf(file, name),
      });
  }
}

function combinationOf(axes: readonly (readonly string[])[], index: number): readonly string[] {
  let rest = index;
  return axes
    .toReversed()
    .map((axis) => {
      const one = axis[rest % axis.length] ?? '';
      rest = Math.floor(rest / Math.max(1, axis.length));
      return one;
    })
    .toReversed();
}

function metricOf(name: string, value: Json, samples: readonly Json[]): MeasuredMetric {
  const given = optional('samples', samples.length > 1 ? samples : undefined);
  const kind = /(?:^|\.)(time|timeraw|mem|peakmem|track)_?\w*$/iu.exec(name)?.[1]?.toLowerCase();
  if (kind === 'time' || kind === 'timeraw')
    return { name: 'time', unit: 's', value, statistic: 'median', ...given };
  if (kind === 'mem' || kind === 'peakmem')
    return {
      name: kind === 'mem' ? 'memory' : 'peak memory',
      unit: 'B',
      better: 'lower',
      value,
      statistic: 'median',
      ...given,
    };
  return { name: 'value', unit: 'unit', better: 'lower', value, statistic: 'median', ...given };
}
