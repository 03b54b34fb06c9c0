import type { Command } from 'commander';
import type { BenchCalibrateOptions } from '../perform-bench-calibrate.ts';
import type { BenchCompareOptions } from '../perform-bench-compare.ts';
import type { BenchRunOptions } from '../perform-bench-run.ts';
import { registerBenchHistory } from './bench-history-commands.ts';
import type { Register } from './command.ts';
import { collect } from './repeated-option.ts';
import { positiveInteger } from './whole-number.ts';

const COMPARE_EXAMPLES = `
Sides run in turns on this machine, in clean checkouts. The verdicts, for 20 %:
  PROVED     slower by 20 % or more, whatever the noise
  LIKELY     slower for sure, and about by that much
  SMALL      slower for sure, by less
  CLEAR      a regression by 20 % is excluded
  UNDECIDED  so many pairs cannot tell; "could see" says what they could have
Exit code 1 for PROVED and LIKELY, 4 when nothing could be compared.

Examples:
  lockstep bench compare                      against the main branch before this, and the last release
  lockstep bench compare benchmark --against v1.2.0 --threshold 10%
  lockstep bench compare --pairs 100 --time 2h`;

export const benchCommand: Register = (program, perform) => {
  const bench = program.command('bench').description('benchmarks: what became slower, and how sure that is');
  registerRun(bench, perform);
  registerCompare(bench, perform);
  registerCalibrate(bench, perform);
  registerBenchHistory(bench, perform);
};

const registerRun: Register = (bench, perform) => {
  bench
    .command('run')
    .description('run what measures, show what came of it, and keep it in .benchmarks')
    .argument('[jobs...]', 'jobs that measure; all of them unless said')
    .option('--no-record', 'keep nothing')
    .option(
      '--runner <name>',
      'what this class of machines is called, where its processor does not tell it from others',
    )
    .option('--json', 'the events of the run, as JSON')
    .action((jobs: readonly string[], options: BenchRunOptions) =>
      perform(async (invocation) =>
        (await import('../perform-bench-run.ts')).performBenchRun(invocation, jobs, options),
      ),
    );
};

const registerCompare: Register = (bench, perform) => {
  const compare = bench
    .command('compare')
    .description('measure what is checked out and what was before in turns, and say what is slower')
    .argument('[jobs...]', 'jobs that measure; all of them unless said')
    .option(
      '--against <revision>',
      'a commit, branch or tag, or a file of a report; may be repeated',
      collect,
      [],
    )
    .option(
      '--with <file>',
      'of two reports that are stored, the second: for those there are no verdicts',
      collect,
      [],
    )
    .option('--bisect', 'then look for the commit that made the worst one slow')
    .option('--markdown <file>', 'write it for a comment or a summary too')
    .option('--events <file>', 'write which benchmarks became slower, for `notify send --events`')
    .option('--json', 'as JSON, with all that was measured')
    .option('--dry-run', 'say what would be measured, and measure nothing')
    .addHelpText('after', COMPARE_EXAMPLES);
  policyOptions(compare).action((jobs: readonly string[], options: BenchCompareOptions) =>
    perform(async (invocation) =>
      (await import('../perform-bench-compare.ts')).performBenchCompare(invocation, jobs, options),
    ),
  );
};

const registerCalibrate: Register = (bench, perform) => {
  const calibrate = bench
    .command('calibrate')
    .description('compare a commit with itself, to know how often this machine cries wolf')
    .argument('[jobs...]', 'jobs that measure; all of them unless said')
    .option('--comparisons <number>', 'as many: 100', positiveInteger)
    .option('--json', 'as JSON');
  policyOptions(calibrate).action((jobs: readonly string[], options: BenchCalibrateOptions) =>
    perform(async (invocation) =>
      (await import('../perform-bench-calibrate.ts')).performBenchCalibrate(invocation, jobs, options),
    ),
  );
};

function policyOptions(command: Command): Command {
  return command
    .option('--threshold <share>', 'what counts as a regression: 20%')
    .option('--alpha <share>', 'with what probability equal programs may be called different: 1%')
    .option('--pairs <number>', 'pairs at the most: 40', positiveInteger)
    .option('--time <time>', 'begin no further round after this time: 30m');
}
