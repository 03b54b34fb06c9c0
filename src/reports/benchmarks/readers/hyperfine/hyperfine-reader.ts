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
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import { CollectedBenchmarks } from '../../collected-benchmarks.ts';
import { parametersOf } from '../../parameters.ts';

/**
 * hyperfine's JSON, `--export-json` (github.com/sharkdp/hyperfine, src/benchmark/benchmark_result.rs). Seconds. The name is the command,
 * or what `--command-name` called it. With `--ignore-failure` there are runs that failed: how long a failure takes is another
 * question, so they are left out and told.
 */
export const hyperfineReader: ReportReader<BenchmarksReport> = {
  name: 'hyperfine',
  kind: 'benchmarks',
  title: 'hyperfine JSON',
  marksItsEnd: true,
  recognises: ({ head }) => /^\s*\{\s*"results"\s*:\s*\[\s*\{\s*"command"\s*:/u.test(head),
  read: (file) => readDocument(file, readHyperfine),
};

function readHyperfine(json: Json, context: ReadingContext): BenchmarksReport | string {
  const data = objectOf(json);
  if (data === undefined || !Array.isArray(data.results))
    return 'this has no results, as reports of hyperfine do';
  const collected = new CollectedBenchmarks(context.passedOver);
  for (const entry of objectsOf(data.results)) addEntry(entry, collected, context);
  return collected.finish('hyperfine');
}

function addEntry(entry: JsonObject, collected: CollectedBenchmarks, context: ReadingContext): void {
  const name = textOf(entry.command);
  if (name === undefined) {
    context.passedOver.add('a result without a command');
    return;
  }
  const codes = listOf(entry.exit_codes);
  const failed = codes.filter((code) => code !== 0).length;
  if (failed > 0) collected.failed(name, `${failed} of ${codes.length} runs ended with an error`);
  const passed = <Value>(list: readonly Value[]): readonly Value[] =>
    codes.length === list.length ? list.filter((_, index) => codes[index] === 0) : list;
  const times = passed(listOf(entry.times));
  if (failed > 0 && times.length === 0) return;
  const memory = passed(listOf(entry.memory_usage_byte));
  collected.add({
    name,
    parameters: parametersOf(objectOf(entry.parameters)),
    metrics: [
      {
        name: 'time',
        unit: 's',
        value: failed > 0 ? undefined : entry.median,
        statistic: 'median',
        ...optional('samples', times.length > 0 ? times : undefined),
      },
      ...(memory.length === 0
        ? []
        : [
            {
              name: 'peak memory',
              unit: 'B',
              better: 'lower',
              statistic: 'median',
              samples: memory,
            } as const,
          ]),
    ],
    offset: offsetOf(context.file, name),
  });
}
