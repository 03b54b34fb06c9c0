import { type Html, html } from '../../html/html.ts';
import type { Tone } from '../../html/verdict-look.ts';
import { intervalText, percentText, ratioText } from '../benchmark-words.ts';
import type { BenchmarkComparison } from '../comparison/measure-rounds.ts';
import type { Verdict } from '../comparison/verdict.ts';

export const VERDICT_LOOKS: Readonly<Record<Verdict, { readonly tone: Tone; readonly glyph: string }>> = {
  proved: { tone: 'bad', glyph: '✗' },
  likely: { tone: 'bad', glyph: '!' },
  undecided: { tone: 'warn', glyph: '?' },
  small: { tone: 'warn', glyph: '~' },
  clear: { tone: 'good', glyph: '✓' },
};

/** Ratios that a picture reaches to, however far the numbers are. */
const LEAST = 0.1;
const MOST = 10;

/** A scale of ratios, in which half as slow is as far to the left as twice as slow to the right. */
export interface RatioScale {
  readonly low: number;
  readonly high: number;
  /** 1.2 for a threshold of 20 %. */
  readonly limit: number;
}

export function ratioScale(comparisons: readonly BenchmarkComparison[], threshold: number): RatioScale {
  const limit = 1 + threshold;
  const bounds = comparisons.flatMap(({ estimate: { low, high, ratio } }) => [
    ratio,
    ...(low > 0 ? [low] : []),
    ...(Number.isFinite(high) ? [high] : []),
  ]);
  return {
    limit,
    low: Math.max(LEAST, Math.min(0.9, 1 / limit, ...bounds) / 1.05),
    high: Math.min(MOST, Math.max(limit * 1.15, ...bounds) * 1.05),
  };
}

/** Percent of the width; outside of the scale, its end. */
function place({ low, high }: RatioScale, ratio: number): number {
  const at = (Math.log(Math.max(ratio, Number.MIN_VALUE)) - Math.log(low)) / (Math.log(high) - Math.log(low));
  return Math.round(10_000 * Math.max(0, Math.min(1, at))) / 100;
}

function guides(scale: RatioScale, height: number): Html {
  const [one, limit] = [place(scale, 1), place(scale, scale.limit)];
  return html`<line class="tick strong" x1="${one}%" x2="${one}%" y1="0" y2="${height}"/><line class="budget" x1="${limit}%" x2="${limit}%" y1="0" y2="${height}"/>`;
}

/** A row of the picture: the interval as a line, the estimate as a diamond. An arrow where the interval goes on beyond the scale. */
export function forestRow(comparison: BenchmarkComparison, scale: RatioScale): Html {
  const { benchmark, baseline, estimate } = comparison;
  const { ratio, low, high, verdict } = estimate;
  const { tone, glyph } = VERDICT_LOOKS[verdict];
  const [from, at, to] = [place(scale, low), place(scale, ratio), place(scale, high)];
  const said = `${ratioText(ratio)} times, between ${intervalText(estimate)}: ${verdict}`;
  return html`<li class="forest-row"><span class="forest-name" title="${benchmark}">${benchmark} <small>against ${baseline}</small></span><svg width="100%" height="26" role="img" aria-label="${said}">${guides(scale, 26)}<line class="interval ${tone}" x1="${from}%" x2="${to}%" y1="13" y2="13"/>${low < scale.low && html`<path class="beyond ${tone}" d="M7 8 0 13 7 18"/>`}${high > scale.high && html`<svg x="100%" overflow="visible"><path class="beyond ${tone}" d="M-7 8 0 13 -7 18"/></svg>`}<svg x="${at}%" overflow="visible"><path class="estimate ${tone}" d="M0 6 6 13 0 20 -6 13Z"/></svg></svg><span class="forest-said"><span class="${tone}"><i class="glyph">${glyph}</i> ${verdict.toUpperCase()}</span> <span class="number">${ratioText(ratio)} ×</span></span></li>
`;
}

/** Below the rows: what the two lines are. */
export function forestAxis(scale: RatioScale): Html {
  const marks = [0.25, 0.5, 2, 4, 8].filter((mark) => mark > scale.low * 1.1 && mark < scale.high / 1.1);
  return html`<li class="forest-row forest-axis" aria-hidden="true"><span></span><svg class="axis" width="100%" height="34"><text x="${place(scale, 1)}%" y="12" text-anchor="middle">1</text><text class="budget-label" x="${place(scale, scale.limit)}%" y="28" text-anchor="middle">+${percentText(scale.limit - 1)}</text>${marks.map((mark) => html`<text x="${place(scale, mark)}%" y="12" text-anchor="middle">${mark}</text>`)}</svg><span></span></li>`;
}
