import { dayText } from '../../budgets/judge-budget.ts';
import { type Html, html } from '../../html/html.ts';
import { amountText } from '../benchmark-words.ts';
import type { BenchmarkSeries } from '../history/benchmark-series.ts';
import { type SeriesLevel, seriesLevels } from '../history/series-levels.ts';
import { isWorse, pointText } from '../history/series-words.ts';
import { commitAddress } from './benchmarks-model.ts';

const HEIGHT = 168;
const TOP = 18;
const BOTTOM = 140;

/** Commits that are drawn, the newest; the table has more. */
const MOST = 200;

interface Scales {
  x(index: number): string;
  y(value: number): string;
}

/**
 * Commits from left to right, a point for each; a line and a band for each level; a mark where a level begins. Points lead to their commits
 * where there is an address, and so does the table, which is what keys reach.
 */
export function renderTrend(series: BenchmarkSeries, repository: string | undefined): Html | undefined {
  const cut = Math.max(0, series.points.length - MOST);
  const points = series.points.slice(cut);
  const [first, last] = [points.at(0), points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return undefined;
  const levels = seriesLevels(series)
    .filter(({ to }) => to > cut)
    .map((level) => ({ ...level, from: Math.max(0, level.from - cut), to: level.to - cut }));
  const all = [
    ...points.map(({ value }) => value),
    ...levels.flatMap(({ low, high }) => [low ?? [], high ?? []].flat()),
  ];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  // What differs by a hundredth does not fill the height.
  const span = Math.max(most - least, 0.1 * most, Number.MIN_VALUE);
  const floor = (least + most) / 2 - span / 2;
  const width = 96 / Math.max(1, points.length - 1);
  const scales: Scales = {
    x: (index) => `${(2 + width * index).toFixed(2)}%`,
    y: (value) => (BOTTOM - ((BOTTOM - TOP) * (value - floor)) / span).toFixed(1),
  };
  const changes = series.changes
    .filter(({ at }) => at >= cut)
    .map(
      (change) =>
        html`<line class="change ${isWorse(series, change) ? 'bad' : 'good'}" x1="${scales.x(change.at - cut - 0.5)}" x2="${scales.x(change.at - cut - 0.5)}" y1="${TOP - 8}" y2="${BOTTOM}"/>`,
    );
  const dots = points.map((point, index) => {
    const dot = html`<circle class="${point.clean ? 'point' : 'point dirty'}" cx="${scales.x(index)}" cy="${scales.y(point.value)}" r="3"><title>${pointText(point)}: ${amountText(point.value, series.unit)}</title></circle>`;
    const address = commitAddress(repository, point.commit);
    return address === undefined ? dot : html`<a href="${address}" tabindex="-1">${dot}</a>`;
  });
  const told = `${series.points.length} commits from ${dayText(first.time)} to ${dayText(last.time)}, from ${amountText(first.value, series.unit)} to ${amountText(last.value, series.unit)}; ${series.changes.length} changes of level`;
  return html`<svg class="axis trend" width="100%" height="${HEIGHT}" role="img" aria-label="${told}"><line class="tick" x1="0" x2="100%" y1="${BOTTOM}" y2="${BOTTOM}"/>${levels.map((level) => band(level, scales))}${changes}${levels.map((level) => middle(level, scales, series.unit))}${dots}<text x="0" y="${BOTTOM + 18}">${dayText(first.time)}</text><text x="100%" y="${BOTTOM + 18}" text-anchor="end">${dayText(last.time)}</text></svg>`;
}

/** From half a commit before the first to half a commit behind the last, so that levels touch each other. */
function edges(
  { from, to }: SeriesLevel,
  { x }: Scales,
): { readonly start: string; readonly end: string; readonly wide: string } {
  const [start, end] = [x(from - 0.5), x(to - 0.5)];
  return { start, end, wide: `${(Number.parseFloat(end) - Number.parseFloat(start)).toFixed(2)}%` };
}

function band(level: SeriesLevel, scales: Scales): Html | undefined {
  const { low, high } = level;
  if (low === undefined || high === undefined) return undefined;
  const { start, wide } = edges(level, scales);
  const [top, bottom] = [Number(scales.y(high)), Number(scales.y(low))];
  return html`<rect class="band" x="${start}" y="${top.toFixed(1)}" width="${wide}" height="${Math.max(1, bottom - top).toFixed(1)}"/>`;
}

function middle(level: SeriesLevel, scales: Scales, unit: string): Html {
  const { start, end } = edges(level, scales);
  const y = scales.y(level.middle);
  return html`<line class="level" x1="${start}" x2="${end}" y1="${y}" y2="${y}"/><text class="level-label" x="${start}" y="${Math.max(11, Number(scales.y(level.high ?? level.middle)) - 5).toFixed(1)}" dx="3">${amountText(level.middle, unit)}</text>`;
}
