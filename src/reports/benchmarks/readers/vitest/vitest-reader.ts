import {
  type Json,
  type JsonObject,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from '../../../json/json-value.ts';
import { offsetOf, type ReadingContext, readDocument } from '../../../json/read-document.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import { CollectedBenchmarks } from '../../collected-benchmarks.ts';
import { shortestTails } from '../../machine-paths.ts';
import { tinybenchTime } from '../../tinybench-statistics.ts';

/**
 * Benchmarks of vitest, of both kinds (vitest.dev, "bench"): up to 4 `vitest bench --outputJson`, `files › groups › benchmarks`; since 5
 * `--reporter=json`, `testResults › assertionResults › benchmarks › tasks`. Milliseconds. A benchmark of 4 that threw has no numbers; in 5
 * its test has failed. Of a benchmark of 5 the path is an absolute one: as much of its end is kept as tells the files apart.
 */
export const vitestReader: ReportReader<BenchmarksReport> = {
  name: 'vitest',
  kind: 'benchmarks',
  title: 'vitest JSON',
  marksItsEnd: true,
  recognises: ({ head }) =>
    /^\s*\{\s*"files"\s*:\s*\[\s*\{\s*"filepath"\s*:/u.test(head) ||
    /^\s*\{\s*"numTotalTestSuites"\s*:/u.test(head),
  read: (file) => readDocument(file, readVitest),
};

function readVitest(json: Json, context: ReadingContext): BenchmarksReport | string {
  const data = objectOf(json) ?? {};
  const collected = new CollectedBenchmarks(context.passedOver);
  if (Array.isArray(data.files)) addFiles(objectsOf(data.files), collected, context);
  else if (Array.isArray(data.testResults)) addTestResults(objectsOf(data.testResults), collected, context);
  else return 'this has neither files nor testResults, as reports of vitest do';
  return collected.finish('vitest');
}

/** Names of groups begin with the file's path from the project. */
function addFiles(
  files: readonly JsonObject[],
  collected: CollectedBenchmarks,
  { file }: ReadingContext,
): void {
  for (const group of files.flatMap(({ groups }) => objectsOf(groups)))
    for (const entry of objectsOf(group.benchmarks)) {
      const own = textOf(entry.name);
      const name = joined([textOf(group.fullName), own]);
      // What is skipped has nothing but a name; what threw has a rank.
      if (numberOf(entry.mean) === undefined) {
        if (numberOf(entry.rank) !== undefined) collected.failed(name);
      } else collected.add({ name, metrics: [tinybenchTime(entry)], offset: offsetOf(file, own) });
    }
}

function addTestResults(
  results: readonly JsonObject[],
  collected: CollectedBenchmarks,
  { file }: ReadingContext,
): void {
  const tails = shortestTails(results.flatMap(({ name }) => textOf(name) ?? []));
  for (const result of results) {
    const path = tails.get(textOf(result.name) ?? '');
    const tests = objectsOf(result.assertionResults);
    if (tests.length === 0 && result.status === 'failed')
      collected.failed(path ?? 'a file', textOf(result.message));
    for (const test of tests) {
      const title = joined([path, ...textsOf(test.ancestorTitles), textOf(test.title)]);
      if (test.status === 'failed') collected.failed(title, textsOf(test.failureMessages)[0]);
      for (const task of objectsOf(test.benchmarks).flatMap(({ tasks }) => objectsOf(tasks)))
        collected.add({
          name: joined([title, textOf(task.name)]),
          metrics: [tinybenchTime(task)],
          offset: offsetOf(file, textOf(task.name)),
        });
    }
  }
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' > ');
}
