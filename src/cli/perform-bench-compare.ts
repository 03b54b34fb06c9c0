import { resolve } from 'node:path';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { thisHost } from '../platform/host.ts';
import { thisMachineClass } from '../platform/machine-class.ts';
import { renderComparisonMarkdown } from '../reports/benchmarks/comparison/comparison-markdown.ts';
import {
  type ComparisonReport,
  comparisonCheck,
} from '../reports/benchmarks/comparison/comparison-report.ts';
import { KeptCalibrations } from '../reports/benchmarks/history/kept-calibrations.ts';
import { proportionOf } from '../reports/benchmarks/statistics/proportion.ts';
import { askedBaselines, type Baseline, usualBaselines } from './bench/baselines.ts';
import { withSides } from './bench/bench-sides.ts';
import { type BenchmarkJobs, benchmarkJobs, withCounts } from './bench/benchmark-jobs.ts';
import { bisectRegression } from './bench/bisect-regression.ts';
import { comparisonExit } from './bench/comparison-exit.ts';
import { type ComparisonOptions, type ComparisonPolicy, readPolicy } from './bench/comparison-policy.ts';
import { measureSides, prepareSides } from './bench/measure-sides.ts';
import { measuringTo } from './bench/measuring-failure.ts';
import { hasOwnChanges } from './bench/own-changes.ts';
import { regressionEvents } from './bench/regression-events.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { writeGivenFile } from './given-files.ts';
import type { Interruption } from './interruption.ts';
import { MARKDOWN_ROOM } from './markdown-room.ts';
import { writeEvents } from './notify/write-events.ts';
import { performBenchStored } from './perform-bench-stored.ts';
import { comparisonAnnotations } from './render/bench-annotations.ts';
import { renderBisected, renderComparison } from './render/bench-comparison.ts';
import { appendStepSummary, stepSummaryPath } from './step-summary.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

export interface BenchCompareOptions extends ComparisonOptions {
  /** Commits, or files of reports. */
  readonly against?: readonly string[];
  /** The report to compare with files of reports. */
  readonly with?: readonly string[];
  readonly bisect?: boolean;
  readonly markdown?: string;
  /** Where to write what `notify send --events` reads. */
  readonly events?: string;
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
  const stored = await storedReports(invocation, options);
  if (stored !== undefined) return performBenchStored(invocation, stored, { json: options.json === true });
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const jobs = benchmarkJobs(workplace, names);
  const baselines = await baselinesOf(workplace, options.against ?? []);
  const comparison = { workplace, jobs, baselines, policy };
  if (options.dryRun === true) return showIntent(invocation, comparison);
  return measuringTo(invocation.console, async (interruption) => {
    const counted = { ...comparison, jobs: await withCounts(jobs), interruption };
    return compare(invocation, counted, options);
  });
}

/** Files instead of commits; undefined for commits. */
async function storedReports(
  { directory }: Invocation,
  { against = [], with: now = [] }: BenchCompareOptions,
): Promise<{ readonly before: readonly string[]; readonly now: readonly string[] } | undefined> {
  const kinds = await Promise.all(
    against.map(async (name) => (await nodeFiles.stat(resolve(directory, name)))?.kind),
  );
  const files = kinds.filter((kind) => kind === 'file').length;
  if (files === 0 && now.length === 0) return undefined;
  if (files !== against.length || files === 0)
    throw new UsageError(
      'reports are compared with reports',
      'Write --against <file> --with <file>, or --against <commit> alone.',
    );
  if (now.length === 0)
    throw new UsageError('a report is compared with another one', 'Say which: --with <file>.');
  return { before: against, now };
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
  readonly workplace: Workplace;
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

async function compare(
  invocation: Invocation,
  { workplace, jobs, baselines, policy, interruption }: Comparison & { readonly interruption: Interruption },
  options: BenchCompareOptions,
): Promise<ExitCode> {
  const { console } = invocation;
  const commit = await systemGit.commitOf(workplace.root, 'HEAD');
  const dirty = commit !== undefined && (await hasOwnChanges(workplace.root, commit));
  const result = await withSides(workplace, { baselines }, async (sides) => {
    const request = { sides, jobs, policy, console, interruption };
    await prepareSides(request);
    return measureSides(request);
  });
  const report: ComparisonReport = {
    format: 'lockstep-bench-comparison',
    version: 1,
    head: { commit, dirty },
    baselines,
    threshold: policy.threshold,
    ...result,
    ...(await errorRate(workplace.root, policy.alpha)),
  };
  await show(invocation, report, options);
  if (options.events !== undefined)
    await writeEvents(
      invocation,
      options.events,
      regressionEvents(workplace.definition.pipeline.project, report),
    );
  const { conclusion } = comparisonCheck(report);
  if (options.bisect === true && conclusion === 'failed') {
    const found = await bisectRegression({ workplace, jobs, policy, console, interruption, report });
    const tell = options.json === true ? console.remark : console.print;
    if (found !== undefined) tell(renderBisected(found, console.style));
  }
  return comparisonExit(conclusion);
}

/** What this class of machines has shown of itself. */
async function errorRate(root: string, alpha: number): Promise<Pick<ComparisonReport, 'calibration'>> {
  const kept = new KeptCalibrations(nodeFiles, root, thisMachineClass(thisHost(), process.env));
  const sum = await kept.sum(alpha);
  if (sum === undefined) return {};
  const { alarms, comparisons } = sum;
  return { calibration: { alarms, comparisons, ...proportionOf(alarms, comparisons) } };
}

async function show(
  { console, directory }: Invocation,
  report: ComparisonReport,
  { json, markdown }: BenchCompareOptions,
): Promise<void> {
  const view = { style: console.style, width: console.screen.columns - 1 };
  console.print(json === true ? JSON.stringify(report, null, 2) : renderComparison(report, view));
  if (markdown !== undefined)
    await writeGivenFile(resolve(directory, markdown), renderComparisonMarkdown(report, MARKDOWN_ROOM));
  if (process.env.GITHUB_ACTIONS !== 'true') return;
  for (const line of comparisonAnnotations(report)) console.remark(line);
  const page = stepSummaryPath();
  if (page !== undefined) appendStepSummary(page, renderComparisonMarkdown(report, MARKDOWN_ROOM));
}
