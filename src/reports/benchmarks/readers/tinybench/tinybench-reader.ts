import { type Json, objectOf, objectsOf, textOf } from '../../../json/json-value.ts';
import { offsetOf, type ReadingContext, readDocument } from '../../../json/read-document.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import { CollectedBenchmarks } from '../../collected-benchmarks.ts';
import { tinybenchTime } from '../../tinybench-statistics.ts';

/**
 * Results of tinybench. It writes no file of its own: what is read is `JSON.stringify(bench.tasks.map(({ name, result }) => ({ name, result })))`
 * (github.com/tinylibs/tinybench, `TaskResult`). Since 4 a result has a `state`, and is no measurement unless it was completed.
 */
export const tinybenchReader: ReportReader<BenchmarksReport> = {
  name: 'tinybench',
  kind: 'benchmarks',
  title: 'tinybench results',
  marksItsEnd: true,
  recognises: ({ head }) => /^\s*\[\s*\{\s*"name"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*"result"\s*:/u.test(head),
  read: (file) => readDocument(file, readTinybench),
};

function readTinybench(json: Json, { file, passedOver }: ReadingContext): BenchmarksReport | string {
  if (!Array.isArray(json)) return 'this is no list of tasks';
  const collected = new CollectedBenchmarks(passedOver);
  for (const task of objectsOf(json)) {
    const name = textOf(task.name);
    const result = objectOf(task.result);
    if (name === undefined) passedOver.add('a task without a name');
    else if (result === undefined) collected.gap(`'${name}' was not run`);
    else if (hasFailed(result.state, result.error))
      collected.failed(name, textOf(objectOf(result.error)?.message));
    else collected.add({ name, metrics: [tinybenchTime(result)], offset: offsetOf(file, name) });
  }
  return collected.finish('tinybench');
}

/** `aborted-with-statistics` has some, of fewer rounds than were asked for. */
function hasFailed(state: Json | undefined, error: Json | undefined): boolean {
  return state === undefined ? error !== undefined && error !== null : state !== 'completed';
}
