import { formatElapsed, formatLimit } from '../../run/elapsed.ts';
import { boundedRows, cutNote } from '../html/bounded-rows.ts';
import { type Html, html } from '../html/html.ts';
import { verdictGlyph, verdictTone } from '../html/verdict-look.ts';
import { axisTicks } from './axis.ts';
import type { Bar, Timeline } from './timeline.ts';

/** Pixels: the height of a row's picture, and where in it the bar, and the line of what is usual, are. */
const ROW = 30;
const BAR = { top: 7, height: 12 };
const USUAL = { top: 22, height: 3 };

/** A budget that is further away than this many runs is told, not drawn: the bars would be too short to see. */
const FURTHEST_BUDGET = 2;

/**
 * A Gantt chart. Each row is HTML with a picture of its own, drawn in per cent of its width, so that it fits a telephone and a desk
 * without a script, and its text stays text. What is in the pictures is also in the table below the chart.
 */
export function renderTimelinePicture(timeline: Timeline, room: number): Html {
  const scale = new Scale(timeline);
  const order = (bar: Bar): number => (bar.ran ? bar.start : Number.MAX_SAFE_INTEGER);
  const bars = timeline.bars.toSorted((one, two) => order(one) - order(two));
  const links = linksOf(bars);
  const numbered = bars.map((bar, index) => ({ bar, index }));
  const { rows, cut } = boundedRows(numbered, room, ({ bar, index }) => row(bar, index, { scale, links }));
  return html`<div class="gantt" role="img" aria-label="${spoken(timeline)}">
<div class="gantt-row gantt-axis" aria-hidden="true"><span></span>${axis(scale, timeline)}<span></span></div>
${rows}</div>${cutNote(cut, 'job')}
${legend(timeline, scale)}`;
}

/** Milliseconds to per cent of the width. */
class Scale {
  readonly span: number;
  readonly budget: number | undefined;

  constructor({ duration, budget, bars }: Timeline) {
    const longest = Math.max(duration, ...bars.map(({ end }) => end), 1);
    this.budget = budget !== undefined && budget <= FURTHEST_BUDGET * longest ? budget : undefined;
    // A little room at the end, so that the budget's line and the last tick are not cut in half.
    this.span = Math.max(longest, this.budget ?? 0) * 1.02;
  }

  at(ms: number): string {
    return `${((100 * Math.min(Math.max(0, ms), this.span)) / this.span).toFixed(2)}%`;
  }
}

function axis(scale: Scale, { budget }: Timeline): Html {
  const ticks = axisTicks(scale.span).map(({ at, label }) => {
    const last = at > 0.93 * scale.span;
    return html`<text x="${scale.at(at)}" y="20" text-anchor="${at === 0 ? 'start' : last ? 'end' : 'middle'}">${label}</text>`;
  });
  const late = scale.budget !== undefined && scale.budget > scale.span / 2;
  const limit =
    scale.budget !== undefined &&
    budget !== undefined &&
    html`<text class="budget-label" x="${scale.at(scale.budget)}" y="6" dx="${late ? -4 : 4}" text-anchor="${late ? 'end' : 'start'}">budget ${formatLimit(budget)}</text>${budgetLine(scale, 26)}`;
  return html`<svg width="100%" height="26">${ticks}${limit}</svg>`;
}

interface Drawing {
  readonly scale: Scale;
  readonly links: readonly Link[];
}

function row(bar: Bar, index: number, { scale, links }: Drawing): Html {
  const tone = bar.ran ? verdictTone(bar) : 'idle';
  const classes = `gantt-row${bar.critical ? ' critical' : ''}`;
  const took = bar.ran ? formatElapsed(bar.end - bar.start) : bar.verdict;
  return html`<div class="${classes}"><span class="gantt-name"><i class="glyph ${verdictTone(bar)}">${verdictGlyph(bar)}</i> <b>${bar.title}</b>${bar.platform !== '' && html` <small>${bar.platform}</small>`}</span><svg width="100%" height="${ROW}" aria-hidden="true">${grid(scale)}${links.filter(({ from, to }) => index > from && index <= to).map(({ at, to }) => html`<line class="link" x1="${scale.at(at)}" x2="${scale.at(at)}" y1="0" y2="${index === to ? BAR.top : ROW}"/>`)}${links.filter(({ from }) => index === from).map(({ at }) => html`<line class="link" x1="${scale.at(at)}" x2="${scale.at(at)}" y1="${BAR.top + BAR.height}" y2="${ROW}"/>`)}${shape(bar, scale, tone)}${scale.budget !== undefined && budgetLine(scale, ROW)}</svg><span class="gantt-time">${took}</span></div>
`;
}

function shape(bar: Bar, scale: Scale, tone: string): Html {
  const usual =
    bar.ran && bar.usual !== undefined
      ? html`<rect class="usual" x="${scale.at(bar.start)}" y="${USUAL.top}" width="${scale.at(bar.usual.median)}" height="${USUAL.height}" rx="1.5"/>`
      : undefined;
  if (!bar.ran)
    return html`<circle class="bar idle" cx="${scale.at(bar.end)}" cy="${BAR.top + BAR.height / 2}" r="4"/>`;
  const middle = BAR.top + BAR.height / 2;
  const wait =
    bar.start - bar.ready > scale.span / 200 &&
    html`<line class="wait" x1="${scale.at(bar.ready)}" x2="${scale.at(bar.start)}" y1="${middle}" y2="${middle}"/>`;
  return html`${wait}<rect class="bar ${tone}" x="${scale.at(bar.start)}" y="${BAR.top}" width="${scale.at(bar.end - bar.start)}" height="${BAR.height}" rx="3"/>${usual}`;
}

function grid(scale: Scale): readonly Html[] {
  return axisTicks(scale.span).map(
    ({ at }) => html`<line class="tick" x1="${scale.at(at)}" x2="${scale.at(at)}" y1="0" y2="${ROW}"/>`,
  );
}

function budgetLine(scale: Scale, height: number): Html {
  const x = scale.at(scale.budget ?? 0);
  return html`<line class="budget" x1="${x}" x2="${x}" y1="${height > ROW - 1 ? 0 : 10}" y2="${height}"/>`;
}

/** From the end of a leg on the critical path to the beginning of the next, by the numbers of their rows. */
interface Link {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

function linksOf(bars: readonly Bar[]): readonly Link[] {
  const critical = bars.flatMap((bar, index) => (bar.critical && bar.ran ? [{ bar, index }] : []));
  return critical.slice(1).flatMap(({ bar, index }, at) => {
    const before = critical[at];
    return before === undefined ? [] : [{ from: before.index, to: index, at: bar.start }];
  });
}

function legend(timeline: Timeline, scale: Scale): Html {
  const { budget, bars } = timeline;
  const usual = bars.some((bar) => bar.ran && bar.usual !== undefined);
  return html`<p class="legend"><span><i class="key key-critical"></i> critical path, ${formatElapsed(timeline.criticalPath.duration)}</span> <span><i class="key key-other"></i> other jobs</span>${bars.some(({ start, ready }) => start - ready > scale.span / 200) && html` <span><i class="key key-wait"></i> ready, and waiting for one of ${timeline.slots} slots</span>`}${usual && html` <span><i class="key key-usual"></i> usual: median of the last passes, 20 at most</span>`}${budget !== undefined && scale.budget === undefined && html` <span>The budget of ${formatLimit(budget)} is far to the right.</span>`}</p>`;
}

function spoken({ bars, duration, criticalPath }: Timeline): string {
  const ran = bars.filter((bar) => bar.ran).length;
  return `Timeline of ${ran} jobs over ${formatElapsed(duration)}; the critical path takes ${formatElapsed(criticalPath.duration)}. The table below has the numbers.`;
}
