import { nodeFiles } from '../../platform/files.ts';
import { systemGit } from '../../platform/git.ts';
import { committedAt, taggedCommits } from '../../platform/git-commits.ts';
import { thisHost } from '../../platform/host.ts';
import { thisMachineClass } from '../../platform/machine-class.ts';
import type { BenchmarksReport } from '../../reports/benchmarks/benchmarks-report.ts';
import { BenchmarkHistory } from '../../reports/benchmarks/history/benchmark-history.ts';
import {
  type BenchmarkRecord,
  benchmarkRecord,
  type RecordFacts,
} from '../../reports/benchmarks/history/benchmark-record.ts';
import { BENCHMARKS_FOLDER } from '../../reports/benchmarks/history/benchmarks-folder.ts';
import { hasOwnChanges } from './own-changes.ts';

export interface RecordRequest {
  /** Absolute: the root of the project, in which `.benchmarks` is. */
  readonly root: string;
  /** What was measured, and in which job: `benchmark (node=22)`. */
  readonly measured: readonly { readonly job: string; readonly report: BenchmarksReport }[];
  /** What the machine is called, where its processor and system do not tell it from others. */
  readonly runner?: string | undefined;
  /** Files, from the root, that tools have just written: they do not make a checkout another one than its commit. */
  readonly written: readonly string[];
  readonly dryRun?: boolean;
}

export interface Recorded {
  readonly records: readonly BenchmarkRecord[];
  /** Paths of new files, from the root. */
  readonly paths: readonly string[];
}

/** Keeps what was measured just now, of the commit that is checked out here. Throws a `StorageError`. */
export async function recordBenchmarks(request: RecordRequest): Promise<Recorded> {
  const { root, measured, runner, dryRun } = request;
  const now = Date.now();
  const about = {
    ...(await checkedOut(request)),
    time: now,
    machine: thisMachineClass(thisHost(), process.env, runner),
  };
  const records = measured
    .filter(({ report }) => report.benchmarks.length > 0)
    .map(({ report, job }) => benchmarkRecord(report, { ...about, job }));
  if (dryRun === true) return { records, paths: [] };
  const paths = await new BenchmarkHistory(nodeFiles, root).add(records, now);
  return { records, paths: paths.map((path) => `${BENCHMARKS_FOLDER}/${path}`) };
}

/** Records of before, and what the tools have written, are no changes of what was measured. */
async function checkedOut({
  root,
  written,
}: RecordRequest): Promise<Omit<RecordFacts, 'time' | 'job' | 'machine'>> {
  const head = await systemGit.head(root);
  if (head === undefined) return { tags: [], dirty: false };
  const { commit, branch } = head;
  const isDirty = await hasOwnChanges(root, commit, written);
  const tree = isDirty ? undefined : await systemGit.treeOf(root, commit);
  const committed = await committedAt(root, commit);
  return {
    commit,
    dirty: isDirty,
    ...(committed !== undefined && { committed }),
    ...(tree !== undefined && { tree }),
    ...(branch !== undefined && { branch }),
    tags: ((await taggedCommits(root)).get(commit) ?? []).slice(0, 20),
  };
}
