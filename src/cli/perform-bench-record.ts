import { hasErrors } from '../diagnostics/diagnostic.ts';
import { printableLine } from '../diagnostics/printable.ts';
import { systemGit } from '../platform/git.ts';
import { commitNewFiles } from '../platform/git-commits.ts';
import { relative, resolve, toPosix } from '../platform/paths.ts';
import { machineText } from '../reports/benchmarks/history/benchmark-record.ts';
import { isIncomplete } from '../reports/report-problem.ts';
import { count } from '../run/run-words.ts';
import { readBenchmarkFiles } from './bench/benchmark-files.ts';
import { type Recorded, recordBenchmarks } from './bench/record-benchmarks.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { printDiagnostics } from './workplace.ts';

export interface BenchRecordOptions {
  readonly format?: string;
  readonly job?: string;
  readonly runner?: string;
  readonly commit?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Keeps what tools have measured of the commit that is checked out here: 1 where something was not measured, 2 where a file cannot be read. */
export async function performBenchRecord(
  invocation: Invocation,
  names: readonly string[],
  options: BenchRecordOptions,
): Promise<ExitCode> {
  const directory = resolve(invocation.directory);
  checkNames(options);
  if (options.commit === true && (await systemGit.head(directory)) === undefined)
    throw new UsageError('there is no commit here to add one to', 'Leave --commit out.');
  const read = await readBenchmarkFiles(names, { directory, format: options.format });
  printDiagnostics(invocation.console, read.diagnostics, read.sources);
  // Half of what was measured would be taken for all of it.
  if (hasErrors(read.diagnostics) || isIncomplete(read.diagnostics)) return EXIT.usage;
  const recorded = await recordBenchmarks({
    root: directory,
    measured: read.reports.map((report) => ({ job: options.job ?? '', report })),
    runner: options.runner,
    written: read.names.map((name) => toPosix(relative(directory, resolve(directory, name)))),
    ...(options.dryRun === true && { dryRun: true }),
  });
  show(invocation, recorded, options);
  if (options.commit === true && recorded.paths.length > 0) await commit(directory, recorded);
  return recorded.records.some(({ gaps }) => gaps.length > 0) ? EXIT.failed : EXIT.fine;
}

function checkNames({ job, runner }: BenchRecordOptions): void {
  for (const [option, value] of Object.entries({ job, runner }))
    if (value !== undefined && !/^[\w./ ()=,@:+-]{1,200}$/u.test(value))
      throw new UsageError(`--${option} '${value}' is no name`);
}

async function commit(directory: string, { records, paths }: Recorded): Promise<void> {
  const of = records[0]?.commit?.slice(0, 12) ?? 'what is here';
  const problem = await commitNewFiles(directory, paths, `Benchmarks of ${of}`);
  if (problem === undefined) return;
  throw new UsageError(
    `the records are kept and not committed: ${printableLine(problem.split('\n', 1)[0] ?? '')}`,
    'Commit .benchmarks yourself, or see that git does not ignore it.',
  );
}

function show(
  { console }: Invocation,
  { records, paths }: Recorded,
  { dryRun, json }: BenchRecordOptions,
): void {
  if (json === true) {
    console.print(JSON.stringify({ format: 'lockstep-bench-recorded', version: 1, paths, records }, null, 2));
    return;
  }
  const { style } = console;
  for (const record of records) {
    const what = `${count(record.benchmarks.length, 'benchmark')} of ${printableLine(record.tool)}`;
    const of = record.commit === undefined ? 'no commit' : record.commit.slice(0, 12);
    const changed = record.dirty ? ' with changes of your own' : '';
    console.print(
      `${style.green(style.glyphs.passed)} ${dryRun === true ? 'would keep' : 'kept'} ${what}, of ${of}${changed}, on ${printableLine(machineText(record.machine))}`,
    );
    for (const gap of record.gaps)
      console.print(`  ${style.yellow(style.glyphs.warning)} ${printableLine(gap)}`);
  }
  for (const path of paths) console.print(style.dim(`  ${path}`));
  if (records.length === 0) console.print('there was nothing to keep');
}
