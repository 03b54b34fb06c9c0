import { resolve } from 'node:path';
import { parseDuration } from '../pipeline/duration.ts';
import { nodeFiles } from '../platform/files.ts';
import { taggedCommits } from '../platform/git-commits.ts';
import { BenchmarkHistory } from '../reports/benchmarks/history/benchmark-history.ts';
import { BENCHMARKS_FOLDER } from '../reports/benchmarks/history/benchmarks-folder.ts';
import { recordsToPrune } from '../reports/benchmarks/history/prune-history.ts';
import { count } from '../run/run-words.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { printDiagnostics } from './workplace.ts';

export interface BenchPruneOptions {
  readonly keep: number;
  readonly olderThan?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Removes the oldest records. Those of releases stay. */
export async function performBenchPrune(
  invocation: Invocation,
  options: BenchPruneOptions,
): Promise<ExitCode> {
  const { console } = invocation;
  const root = resolve(invocation.directory);
  const age = options.olderThan === undefined ? undefined : parseDuration(options.olderThan);
  if (options.olderThan !== undefined && age === undefined)
    throw new UsageError(`'${options.olderThan}' is no length of time`, 'Write it like 90d or 8760h.');
  const history = new BenchmarkHistory(nodeFiles, root);
  const { records, diagnostics } = await history.read();
  const going = recordsToPrune(records, {
    keep: options.keep,
    ...(age !== undefined && { before: Date.now() - age }),
    released: new Set((await taggedCommits(root)).keys()),
  });
  if (options.dryRun !== true) await history.remove(going.map(({ path }) => path));
  const paths = going.map(({ path }) => `${BENCHMARKS_FOLDER}/${path}`);
  const stay = records.filter(({ own }) => own).length - going.length;
  if (options.json === true)
    console.print(
      JSON.stringify(
        {
          format: 'lockstep-bench-pruned',
          version: 1,
          removed: paths,
          stay,
          dryRun: options.dryRun === true,
        },
        null,
        2,
      ),
    );
  else {
    for (const path of paths) console.print(path);
    console.print(
      `${options.dryRun === true ? 'would remove' : 'removed'} ${count(going.length, 'record')}; ${stay} ${stay === 1 ? 'stays' : 'stay'}`,
    );
  }
  printDiagnostics(console, diagnostics);
  return EXIT.fine;
}
