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
import { readLenientJson } from '../../../json/read-lenient-json.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import { CollectedBenchmarks } from '../../collected-benchmarks.ts';
import { parametersOf } from '../../parameters.ts';

/**
 * pytest-benchmark's JSON, of `--benchmark-json` and of what it keeps in `.benchmarks/<machine>/` (pytest-benchmark.readthedocs.io,
 * "Usage"; `src/pytest_benchmark/session.py`). Seconds. `stats.data` has a time for each round; what is kept in `.benchmarks/` has it
 * with `--benchmark-save-data` only. A test that failed is not in it.
 */
export const pytestBenchmarkReader: ReportReader<BenchmarksReport> = {
  name: 'pytest-benchmark',
  kind: 'benchmarks',
  title: 'pytest-benchmark JSON',
  marksItsEnd: true,
  recognises: ({ head }) => /^\s*\{\s*"machine_info"\s*:/u.test(head),
  read: (file) => readDocument(file, readPytestBenchmark, readLenientJson),
};

function readPytestBenchmark(json: Json, context: ReadingContext): BenchmarksReport | string {
  const data = objectOf(json);
  if (data === undefined || !Array.isArray(data.benchmarks))
    return 'this has no benchmarks, as reports of pytest-benchmark do';
  const collected = new CollectedBenchmarks(context.passedOver);
  for (const entry of objectsOf(data.benchmarks)) addEntry(entry, collected, context);
  return collected.finish('pytest-benchmark', textOf(data.version));
}

function addEntry(entry: JsonObject, collected: CollectedBenchmarks, context: ReadingContext): void {
  const name = textOf(entry.fullname) ?? textOf(entry.name);
  const stats = objectOf(entry.stats);
  if (name === undefined || stats === undefined) {
    context.passedOver.add('a benchmark without a name or without stats', offsetOf(context.file, name));
    return;
  }
  const samples = listOf(stats.data);
  collected.add({
    name,
    parameters: parametersOf(objectOf(entry.params)),
    metrics: [
      {
        name: 'time',
        unit: 's',
        value: stats.median,
        statistic: 'median',
        ...optional('samples', samples.length === 0 ? undefined : samples),
      },
    ],
    offset: offsetOf(context.file, name),
  });
}
