import type { Check } from '../../../run/check.ts';
import { count } from '../../../run/run-words.ts';
import { percentText } from '../benchmark-words.ts';
import type { Proportion } from '../statistics/proportion.ts';
import type { BenchmarkComparison, RoundsResult } from './measure-rounds.ts';
import type { Verdict } from './verdict.ts';

/** A comparison with all that is needed to judge it again. As JSON it is what `lockstep bench compare --json` prints. */
export interface ComparisonReport extends RoundsResult {
  readonly format: 'lockstep-bench-comparison';
  readonly version: 1;
  /** What is checked out. */
  readonly head: { readonly commit: string | undefined; readonly dirty: boolean };
  readonly baselines: readonly { readonly name: string; readonly commit: string }[];
  readonly threshold: number;
  /** Milliseconds of measuring, without what was prepared. */
  readonly duration: number;
  /** How often this machine called a program slower than itself; absent when nobody has tried. */
  readonly calibration?: MeasuredErrorRate;
}

export interface MeasuredErrorRate extends Proportion {
  readonly alarms: number;
  readonly comparisons: number;
}

const WORST_FIRST: readonly Verdict[] = ['proved', 'likely', 'undecided', 'small', 'clear'];

export function worstFirst(comparisons: readonly BenchmarkComparison[]): readonly BenchmarkComparison[] {
  const rank = ({ estimate }: BenchmarkComparison): number => WORST_FIRST.indexOf(estimate.verdict);
  return [...comparisons].sort(
    (one, two) => rank(one) - rank(two) || two.estimate.ratio - one.estimate.ratio,
  );
}

/** Fails for a regression that is proved or likely; what was not compared is never fine. */
export function comparisonCheck(report: ComparisonReport): Check {
  const { comparisons, threshold } = report;
  const of = (verdict: Verdict): number =>
    comparisons.filter(({ estimate }) => estimate.verdict === verdict).length;
  const percent = percentText(threshold);
  const parts = [
    ...(of('proved') > 0 ? [`${of('proved')} proved to be ${percent} slower or more`] : []),
    ...(of('likely') > 0 ? [`${of('likely')} likely to be`] : []),
    ...(of('small') > 0 ? [`${of('small')} slower by less`] : []),
    ...(of('undecided') > 0 ? [`${of('undecided')} undecided`] : []),
    ...(of('clear') > 0 ? [`${of('clear')} clear of it`] : []),
    ...(report.unpaired.length > 0 ? [`${report.unpaired.length} not on all sides`] : []),
  ];
  if (comparisons.length === 0)
    return {
      name: 'benchmarks',
      conclusion: 'not_checked',
      summary: ['nothing was compared', ...parts].join(': '),
    };
  const failed = of('proved') + of('likely') > 0;
  const summary = `${count(comparisons.length, 'comparison')}: ${parts.join(', ')}`;
  return {
    name: 'benchmarks',
    conclusion: failed ? 'failed' : of('undecided') > 0 ? 'warned' : 'passed',
    summary,
  };
}

/** Why a benchmark has no verdict, by the sides that lack it. */
export function unpairedReason(missing: readonly string[]): string {
  return `not compared, as ${missing.join(' and ')} did not always measure it`;
}

/** What is promised of the verdicts, and what was measured of it. */
export function errorSentences({ budget, calibration, rounds, ended }: ComparisonReport): readonly string[] {
  const oneIn = Math.round(1 / budget.alpha);
  const why = {
    decided: 'all is decided',
    pairs: 'no more are allowed',
    time: 'the time is over',
  }[ended];
  return [
    `${count(rounds, 'pair')}; ${why}.`,
    `At most 1 in ${oneIn} comparisons of equal programs calls any of its benchmarks slower.`,
    calibration === undefined
      ? 'How often this machine does has not been measured: lockstep bench calibrate'
      : `This machine did so ${calibration.alarms} times in ${calibration.comparisons} (${percentText(calibration.low)} to ${percentText(calibration.high)} with 95 % confidence).`,
  ];
}
