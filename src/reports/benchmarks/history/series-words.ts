import { dayText } from '../../budgets/judge-budget.ts';
import { amountText, percentText } from '../benchmark-words.ts';
import type { ChangePoint } from '../statistics/change-points.ts';
import type { BenchmarkSeries, SeriesPoint } from './benchmark-series.ts';

export interface SeriesChange {
  readonly one: BenchmarkSeries;
  readonly change: ChangePoint;
}

/** All changes of all series. */
export function newestFirst(series: readonly BenchmarkSeries[]): readonly SeriesChange[] {
  const timeOf = ({ one, change }: SeriesChange): number => one.points[change.at]?.time ?? 0;
  return series
    .flatMap((one) => one.changes.map((change) => ({ one, change })))
    .toSorted((left, right) => timeOf(right) - timeOf(left));
}

export function isWorse({ better }: BenchmarkSeries, { before, after }: ChangePoint): boolean {
  return better === 'lower' ? after > before : after < before;
}

/** `12 % slower since 0123456789ab (2026-03-01, main): 1.23 ms, before 1.1 ms` */
export function changeSentence(one: BenchmarkSeries, change: ChangePoint): string {
  const { before, after, at } = change;
  const point = one.points[at];
  const word = wordOf(one, change);
  const by =
    before > 0 && after > 0 ? `${percentText(Number(amountOf(before, after).toPrecision(2)))} ${word}` : word;
  return `${by} since ${point === undefined ? 'then' : pointText(point)}: ${amountText(after, one.unit)}, before ${amountText(before, one.unit)}`;
}

/** Of times how much longer, of rates how much less: a share of what was before. */
function amountOf(before: number, after: number): number {
  return Math.abs(after / before - 1);
}

function wordOf({ unit }: BenchmarkSeries, { before, after }: ChangePoint): string {
  if (unit === 's') return after > before ? 'slower' : 'faster';
  return after > before ? 'more' : 'less';
}

export function pointText({ commit, time, branch, tags, clean }: SeriesPoint): string {
  const facts = [dayText(time), ...tags.slice(0, 3), ...(branch === undefined ? [] : [branch])];
  return `${commit?.slice(0, 12) ?? 'no commit'}${clean ? '' : ' with changes'} (${facts.join(', ')})`;
}
