import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { thisHost } from '../platform/host.ts';
import { thisMachineClass } from '../platform/machine-class.ts';
import { percentText } from '../reports/benchmarks/benchmark-words.ts';
import {
  type Calibration,
  NO_COMPARISONS,
  withComparison,
} from '../reports/benchmarks/comparison/calibration.ts';
import { KeptCalibrations } from '../reports/benchmarks/history/kept-calibrations.ts';
import { proportionOf } from '../reports/benchmarks/statistics/proportion.ts';
import { count } from '../run/run-words.ts';
import { withSides } from './bench/bench-sides.ts';
import { benchmarkJobs } from './bench/benchmark-jobs.ts';
import { type ComparisonOptions, type ComparisonPolicy, readPolicy } from './bench/comparison-policy.ts';
import { measureSides, prepareSides, type SidesRequest, type SidesResult } from './bench/measure-sides.ts';
import { measuringTo } from './bench/measuring-failure.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { openWorkplace } from './workplace.ts';

export interface BenchCalibrateOptions extends ComparisonOptions {
  readonly comparisons?: number;
  readonly json?: boolean;
}

const COMPARISONS = 100;
/** After so many comparisons it is told how far it is. */
const TOLD = 10;

/** Compares what is committed with itself, again and again: how often this machine says that it is slower is how far its alarms can be believed. */
export async function performBenchCalibrate(
  invocation: Invocation,
  names: readonly string[],
  options: BenchCalibrateOptions,
): Promise<ExitCode> {
  const policy = readPolicy(options);
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const jobs = benchmarkJobs(workplace, names);
  const commit = await systemGit.commitOf(workplace.root, 'HEAD');
  if (commit === undefined) throw new UsageError('what is measured is a commit, and there is none here');
  const { console } = invocation;
  return measuringTo(console, async (interruption) => {
    const question = { baselines: [{ name: 'one', commit }], judged: { name: 'other', commit } };
    const calibration = await withSides(workplace, question, async (sides) => {
      const request = { sides, jobs, policy, console, interruption };
      await prepareSides(request);
      return repeat(request, options.comparisons ?? COMPARISONS);
    });
    if (calibration.comparisons === 0) return interruption.exitCode;
    await keep(workplace.root, calibration, policy);
    console.print(
      options.json === true
        ? JSON.stringify({ ...policy, ...calibration }, null, 2)
        : textOf(calibration, policy),
    );
    return interruption.signal.aborted ? interruption.exitCode : EXIT.fine;
  });
}

async function keep(
  root: string,
  calibration: Calibration,
  { alpha, threshold }: ComparisonPolicy,
): Promise<void> {
  const kept = new KeptCalibrations(nodeFiles, root, thisMachineClass(thisHost(), process.env));
  await kept.add({ time: Date.now(), alpha, threshold, ...calibration });
}

async function repeat(request: SidesRequest, most: number): Promise<Calibration> {
  const { policy, console } = request;
  const began = Date.now();
  let calibration = NO_COMPARISONS;
  while (calibration.comparisons < most && Date.now() - began < policy.time) {
    const result = await oneMore(request);
    if (result === undefined) break;
    calibration = withComparison(calibration, result, policy.threshold);
    const { comparisons, alarms } = calibration;
    if (comparisons % TOLD === 0) console.remark(`${comparisons} of ${most}: ${count(alarms, 'alarm')}`);
  }
  return calibration;
}

function textOf(
  { comparisons, alarms, singleAlarms, clear }: Calibration,
  { alpha, threshold }: ComparisonPolicy,
): string {
  const { low, high } = proportionOf(alarms, comparisons);
  return [
    `${count(comparisons, 'comparison')} of the commit with itself.`,
    `${alarms} called it slower: ${percentText(alarms / comparisons)} (${percentText(low)} to ${percentText(high)} with 95 % confidence); ${percentText(alpha)} is what may be.`,
    `${clear} excluded a regression by ${percentText(threshold)}.`,
    `One number against one number, by more than ${percentText(threshold)}: ${singleAlarms} would have (${percentText(singleAlarms / comparisons)}).`,
  ].join('\n');
}

/** Undefined after Ctrl-C: what was found out until then is worth keeping. */
async function oneMore(request: SidesRequest): Promise<SidesResult | undefined> {
  const { console, interruption } = request;
  try {
    return await measureSides({ ...request, console: { ...console, remark: () => undefined } });
  } catch (error) {
    if (interruption.signal.aborted) return undefined;
    throw error;
  }
}
