import { formatElapsed, formatLimit } from '../../run/elapsed.ts';
import { type Html, html } from '../html/html.ts';
import type { BudgetReport } from './budget.ts';
import { dayText } from './judge-budget.ts';

const HEIGHT = 120;
const TOP = 14;
const BOTTOM = 100;

/** The runs of two months as points over their days, with the budget as a line. The table beside it has the numbers. */
export function renderBudgetPicture({ series, budget, p90 }: BudgetReport): Html | undefined {
  const [first, last] = [series.at(0), series.at(-1)];
  if (first === undefined || last === undefined || series.length < 2) return undefined;
  const longest = Math.max(...series.map(({ duration }) => duration));
  const highest = 1.08 * (budget.limit <= 3 * longest ? Math.max(budget.limit, longest) : longest);
  const span = Math.max(1, last.time - first.time);
  const x = (time: number): string => `${(1 + (98 * (time - first.time)) / span).toFixed(2)}%`;
  const y = (ms: number): string => (BOTTOM - ((BOTTOM - TOP) * ms) / highest).toFixed(1);
  const limit =
    budget.limit <= highest &&
    html`<line class="budget" x1="0" x2="100%" y1="${y(budget.limit)}" y2="${y(budget.limit)}"/><text class="budget-label" x="50%" y="115" text-anchor="middle">- - budget ${formatLimit(budget.limit)}</text>`;
  const points = series
    .slice(-400)
    .map(
      ({ time, duration }) =>
        html`<circle class="${duration > budget.limit ? 'point over' : 'point'}" cx="${x(time)}" cy="${y(duration)}" r="2.5"/>`,
    );
  return html`<svg class="axis" width="100%" height="${HEIGHT}" role="img" aria-label="${series.length} runs from ${dayText(first.time)} to ${dayText(last.time)}, the longest ${formatElapsed(longest)}; 90% of the last 20 took ${formatElapsed(p90)} at most"><line class="tick" x1="0" x2="100%" y1="${BOTTOM}" y2="${BOTTOM}"/>${limit}${points}<text x="0" y="115">${dayText(first.time)}</text><text x="100%" y="115" text-anchor="end">${dayText(last.time)}</text></svg>`;
}
