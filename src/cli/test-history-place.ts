import { join, resolve } from 'node:path';
import type { RunStore } from '../execution/run-store.ts';
import { sha256 } from '../platform/digest.ts';
import { nodeFiles } from '../platform/files.ts';
import { shardKey } from '../reports/leg-origin.ts';
import type { ReportOrigin } from '../reports/report-origin.ts';
import type { MergedTest, TestReading } from '../reports/tests/merge-tests.ts';
import {
  type HistoryRecord,
  historyRecords,
  type Observation,
  TestHistory,
} from '../reports/tests/test-history.ts';
import { TestHistoryFile } from '../reports/tests/test-history-file.ts';
import { UsageError } from './exit-code.ts';

export interface HistoryOptions {
  readonly directory: string;
  readonly history?: string | boolean;
  readonly importHistory?: readonly string[];
}

export interface OpenTestHistory {
  /** What earlier runs said of a test; undefined when nobody is to ask. */
  compare(
    readings: readonly TestReading[],
    tests: readonly MergedTest[],
  ): Promise<((test: MergedTest) => readonly Observation[]) | undefined>;
  /** Writes down what was compared. */
  record(): Promise<void>;
}

/** Where the history is: what `--history` names, else beside the runs. */
function historyPath(store: RunStore, { directory, history }: HistoryOptions): string {
  return typeof history === 'string' ? resolve(directory, history) : join(store.root, 'test-history.ndjson');
}

/** A file that is not there yet is none of the wrong kind. */
async function refuseDirectory(path: string): Promise<void> {
  if ((await nodeFiles.stat(path))?.kind === 'directory')
    throw new UsageError(`${path} is a directory`, 'Name the file of the history.');
}

/** With what is imported in it. */
export async function readTestHistory(
  store: RunStore,
  options: HistoryOptions,
): Promise<{ readonly file: TestHistoryFile; readonly records: readonly HistoryRecord[] }> {
  const path = historyPath(store, options);
  await refuseDirectory(path);
  const file = new TestHistoryFile(nodeFiles, path);
  for (const name of options.importHistory ?? []) {
    const other = resolve(options.directory, name);
    if (!(await nodeFiles.exists(other))) throw new UsageError(`there is no file ${name}`);
    await refuseDirectory(other);
    await prepare(store, path);
    await file.add(await new TestHistoryFile(nodeFiles, other).read());
  }
  return { file, records: await file.read() };
}

/** What is kept beside the runs is kept out of git. */
async function prepare(store: RunStore, path: string): Promise<void> {
  const ignore = join(store.root, '.gitignore');
  if (path.startsWith(store.root) && !(await nodeFiles.exists(ignore)))
    await nodeFiles.writeAtomic(ignore, '*\n');
}

export async function openTestHistory(store: RunStore, options: HistoryOptions): Promise<OpenTestHistory> {
  if (options.history === false) return { compare: async () => undefined, record: async () => undefined };
  const { file, records } = await readTestHistory(store, options);
  let fresh: readonly HistoryRecord[] = [];
  return {
    async compare(readings, tests) {
      fresh = historyRecords(tests, keyOf(readings));
      const own = new Set(fresh.map(({ key }) => key));
      // Told again, a report is not compared with itself, nor with what came after it.
      const before = records.findIndex(({ key }) => own.has(key));
      const history = new TestHistory(before === -1 ? records : records.slice(0, before));
      return (test) => history.of(test);
    },
    async record() {
      if (fresh.length === 0) return;
      await prepare(store, historyPath(store, options));
      await file.add(fresh);
    },
  };
}

/** The same files of the same origin are the same record. */
function keyOf(readings: readonly TestReading[]): (origin: ReportOrigin) => string {
  return (origin) => {
    const { job, platform, variant } = origin;
    const own = readings.filter((one) => shardKey(one.origin) === shardKey(origin));
    // Not the attempt, which a file does not tell: the page of a run knows it, and whoever names the file may not.
    const parts = own.map((one) => one.digest).sort();
    return sha256(
      JSON.stringify([job, platform, variant, origin.tree ?? origin.commit ?? '', ...new Set(parts)]),
    ).slice(0, 32);
  };
}
