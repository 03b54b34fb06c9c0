import { parseDuration } from '../pipeline/duration.ts';
import { systemGit } from '../platform/git.ts';
import {
  type ComparisonReport,
  comparisonCheck,
} from '../reports/benchmarks/comparison/comparison-report.ts';
import { measureRounds, type RoundsProgress } from '../reports/benchmarks/comparison/measure-rounds.ts';
import { count } from '../run/run-words.ts';
import { askedBaselines, type Baseline, usualBaselines } from './bench/baselines.ts';
import { type BenchSide, withSides } from './bench/bench-sides.ts';
import { type BenchmarkJobs, benchmarkJobs } from './bench/benchmark-jobs.ts';
import { MeasuringFailed, measuredValues, measureOnce, prepareMeasuring } from './bench/measured-run.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { renderComparison } from './render/bench-comparison.ts';
import { openWorkplace, printDiagnostics, type Workplace } from './workplace.ts';

/** The policy of a comparison, as it is written on the command line. */
export interface ComparisonOptions {
  readonly threshold?: string;
  readonly alpha?: string;
  readonly pairs?: number;
  readonly time?: string;
}

export interface BenchCompareOptions extends ComparisonOptions {
  readonly against?: readonly string[];
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** What is checked out here against what was before: 1 for a regression that is proved or likely, 4 when nothing could be compared. */
export async function performBenchCompare(
  invocation: Invocation,
  names: readonly string[],
  options: BenchCompareOptions,
): Promise<ExitCode> {
  const policy = readPolicy(options);
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const jobs = benchmarkJobs(workplace, names);
  const baselines = await baselinesOf(workplace, options.against ?? []);
  if (options.dryRun === true) return showIntent(invocation, { jobs, baselines, policy });
  const interruption = new Interruption();
  try {
    const report = await withSides(workplace, baselines, (sides) =>
      compareSides(invocation, { sides, jobs, baselines, policy, interruption, workplace }),
    );
    show(invocation, report, options.json === true);
    const { conclusion } = comparisonCheck(report);
    return conclusion === 'failed' ? EXIT.failed : conclusion === 'not_checked' ? EXIT.notScanned : EXIT.fine;
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode;
    if (!(error instanceof MeasuringFailed)) throw error;
    return tellFailure(invocation, error);
  } finally {
    interruption.close();
  }
}

export interface ComparisonPolicy {
  readonly threshold: number;
  readonly alpha: number;
  readonly mostPairs: number;
  /** Milliseconds after which no further round is begun. */
  readonly time: number;
}

export function readPolicy({
  threshold = '20%',
  alpha = '1%',
  pairs = 40,
  time = '30m',
}: ComparisonOptions): ComparisonPolicy {
  const milliseconds = parseDuration(time);
  if (milliseconds === undefined)
    throw new UsageError(`'${time}' is no length of time`, 'Write 30m, or 1h30m.');
  return {
    threshold: shareOf('threshold', threshold, { above: 0, most: 10 }),
    alpha: shareOf('alpha', alpha, { above: 0, most: 0.2 }),
    mostPairs: pairs,
    time: milliseconds,
  };
}

function shareOf(
  name: string,
  text: string,
  { above, most }: { readonly above: number; readonly most: number },
): number {
  const [, number, percent] = /^(\d{1,4}(?:\.\d{1,6})?)\s?(%?)$/u.exec(text) ?? [];
  const share = Number(number ?? Number.NaN) / (percent === '%' ? 100 : 1);
  if (!(share > above && share <= most))
    throw new UsageError(`--${name} ${text} is no share from above ${above} to ${most}`, 'Write 20% or 0.2.');
  return share;
}

async function baselinesOf(
  { root, definition }: Workplace,
  asked: readonly string[],
): Promise<readonly Baseline[]> {
  if ((await systemGit.root(root)) === undefined)
    throw new UsageError(`${root} is in no repository of git`, 'What is compared are commits.');
  return asked.length > 0 ? askedBaselines(root, asked) : usualBaselines(root, definition.pipeline.release);
}

interface Comparison {
  readonly jobs: BenchmarkJobs;
  readonly baselines: readonly Baseline[];
  readonly policy: ComparisonPolicy;
}

function showIntent({ console }: Invocation, { jobs, baselines, policy }: Comparison): ExitCode {
  const against = baselines.map(({ name, commit }) => `${name} (${commit.slice(0, 12)})`).join(' and ');
  console.print(
    [
      `Would check out ${against} and what is here in folders of their own, and prepare ${jobs.names.join(', ')} in each.`,
      `Then ${jobs.legs.map(({ id }) => id).join(', ')} would run in turns, ${policy.mostPairs} times each at the most.`,
    ].join('\n'),
  );
  return EXIT.fine;
}

async function compareSides(
  { console }: Invocation,
  {
    sides,
    jobs,
    baselines,
    policy,
    interruption,
    workplace,
  }: Comparison & {
    readonly sides: readonly BenchSide[];
    readonly interruption: Interruption;
    readonly workplace: Workplace;
  },
): Promise<ComparisonReport> {
  const placeOf = (name: string) => {
    const side = sides.find((one) => one.name === name);
    if (side === undefined) throw new Error(`Internal error: there is no side ${name}`);
    return { workplace: side.workplace, console, interruption };
  };
  for (const { name } of sides) {
    console.remark(`preparing ${name} …`);
    await prepareMeasuring(placeOf(name), jobs);
  }
  const began = Date.now();
  const elapsed = (): number => Date.now() - began;
  const result = await measureRounds({
    ...policy,
    sides: sides.map(({ name }) => name),
    measure: async (name) => measuredValues(await measureOnce(placeOf(name), jobs)),
    mustEnd: () => elapsed() >= policy.time,
    onRound: (progress) => tellRound(console, progress, elapsed()),
  });
  const state = await systemGit.state(workplace.root);
  return {
    format: 'lockstep-bench-comparison',
    version: 1,
    head: { commit: state?.commit, dirty: state?.dirty ?? false },
    baselines,
    threshold: policy.threshold,
    duration: elapsed(),
    ...result,
  };
}

/** After the first round what is to be expected, then at every look what is open. */
function tellRound(
  { remark }: Invocation['console'],
  { rounds, nextLook, open, of }: RoundsProgress,
  elapsed: number,
): void {
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (rounds === 1)
    remark(
      `a round takes ${seconds(elapsed)}; the first look comes after ${nextLook}, in about ${seconds(elapsed * (nextLook - 1))}`,
    );
  else if (rounds === nextLook && open > 0)
    remark(`after ${count(rounds, 'pair')} ${open} of ${of} are open (${seconds(elapsed)})`);
}

function show({ console }: Invocation, report: ComparisonReport, json: boolean): void {
  const view = { style: console.style, width: console.screen.columns - 1 };
  console.print(json ? JSON.stringify(report, null, 2) : renderComparison(report, view));
}

export function tellFailure({ console }: Invocation, error: MeasuringFailed): ExitCode {
  printDiagnostics(console, error.diagnostics);
  const { red } = console.errorStyle;
  console.remark(
    [red(`error: nothing was measured: ${error.message}`), ...error.tail.map((line) => `  ${line}`)].join(
      '\n',
    ),
  );
  return EXIT.failed;
}
