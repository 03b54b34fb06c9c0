import type { Command } from 'commander';
import type { BenchHistoryOptions } from '../perform-bench-history.ts';
import type { BenchPruneOptions } from '../perform-bench-prune.ts';
import type { BenchRecordOptions } from '../perform-bench-record.ts';
import type { Register } from './command.ts';
import { positiveInteger } from './whole-number.ts';

const RECORD_EXAMPLES = `
Reads pytest-benchmark, go test -bench, cargo bench and criterion, Google Benchmark, JMH, BenchmarkDotNet,
Catch2, benchmark.js, hyperfine, vitest, tinybench, mitata, asv, and plain JSON (docs/benchmarks.md).

Examples:
  pytest --benchmark-json=out.json && lockstep bench record out.json
  go test -bench . -count 10 ./... > bench.txt; lockstep bench record bench.txt
  cargo bench && lockstep bench record target/criterion
  lockstep bench record 'reports/*.json' --commit        and commit the records, alone`;

const HISTORY_EXAMPLES = `
Examples:
  lockstep bench history
  lockstep bench history --name 'parse*1000' --machine arm64
  lockstep bench history --all --csv > history.csv`;

export function registerBenchHistory(bench: Command, perform: Parameters<Register>[1]): void {
  registerRecord(bench, perform);
  registerHistory(bench, perform);
  registerPrune(bench, perform);
}

function registerRecord(bench: Command, perform: Parameters<Register>[1]): void {
  bench
    .command('record')
    .description('keep what benchmark tools have written, in .benchmarks/')
    .argument('<files...>', "files, globs, or criterion's folder")
    .option('--format <name>', 'the format, when it is not recognised: pytest-benchmark, go, jmh')
    .option('--job <name>', 'what measured it, when several jobs do')
    .option('--runner <name>', 'what this machine is called, where processor and system do not tell')
    .option('--commit', 'commit the new files, and nothing else')
    .option('--dry-run', 'say what would be kept, and write nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', RECORD_EXAMPLES)
    .action((files: readonly string[], options: BenchRecordOptions) =>
      perform(async (invocation) =>
        (await import('../perform-bench-record.ts')).performBenchRecord(invocation, files, options),
      ),
    );
}

function registerHistory(bench: Command, perform: Parameters<Register>[1]): void {
  questions(
    bench
      .command('history')
      .description(
        'what was measured commit by commit, on each class of machines, and where a level has changed',
      ),
  )
    .option('--json', 'as JSON')
    .option('--csv', 'as CSV, a row for each commit')
    .addHelpText('after', HISTORY_EXAMPLES)
    .action((options: BenchHistoryOptions) =>
      perform(async (invocation) =>
        (await import('../perform-bench-history.ts')).performBenchHistory(invocation, options),
      ),
    );
}

function questions(command: Command): Command {
  return command
    .option('--name <pattern>', 'benchmarks whose name has this in it; * is anything')
    .option('--machine <pattern>', 'machines whose class has this in it')
    .option('--branch <revision>', 'the commits that this builds on, in place of HEAD')
    .option('--all', 'of all commits, whatever branch they are of')
    .option('--metrics', 'also what tools measure beside time: memory, allocations');
}

function registerPrune(bench: Command, perform: Parameters<Register>[1]): void {
  bench
    .command('prune')
    .description('remove the oldest records; those of tagged commits stay')
    .option(
      '--keep <number>',
      'records that stay of each tool and job on each class of machines',
      positiveInteger,
      200,
    )
    .option('--older-than <time>', 'remove what is older, too: 365d')
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .option('--json', 'as JSON')
    .action((options: BenchPruneOptions) =>
      perform(async (invocation) =>
        (await import('../perform-bench-prune.ts')).performBenchPrune(invocation, options),
      ),
    );
}
