import { markdownCode, markdownText } from '../../../diagnostics/markdown.ts';
import { markdownTable } from '../../../diagnostics/markdown-table.ts';
import { median } from '../../../run/order-statistics.ts';
import { boundedRows, cutNote } from '../../html/bounded-rows.ts';
import { byteLength, type Html, html } from '../../html/html.ts';
import { CUT_TEXT_ROOM, cutText, joinedSections } from '../../markdown/bounded-markdown.ts';
import type { ReportPart } from '../../report-part.ts';
import { amountText, couldSeeText, intervalText, ratioText } from '../benchmark-words.ts';
import { renderComparisonMarkdown } from '../comparison/comparison-markdown.ts';
import {
  type ComparisonReport,
  comparisonCheck,
  errorSentences,
  unpairedReason,
  worstFirst,
} from '../comparison/comparison-report.ts';
import type { BenchmarkSeries } from '../history/benchmark-series.ts';
import { changeSentence, isWorse, newestFirst } from '../history/series-words.ts';
import type { BenchmarksModel } from './benchmarks-model.ts';
import { forestAxis, forestRow, ratioScale, VERDICT_LOOKS } from './forest-picture.ts';
import { trendArticle } from './trend-article.ts';

/** Benchmarks: what was compared in turns, and what the history of each is. The history is shown, not judged. */
export function benchmarksPart(model: BenchmarksModel): ReportPart {
  const { comparison } = model;
  return {
    kind: 'benchmarks',
    title: 'Benchmarks',
    checks: comparison === undefined ? [] : [comparisonCheck(comparison)],
    data: { ...(comparison !== undefined && { comparison }), series: model.series },
    renderMarkdown: (room) => markdown(model, room),
    renderSection: (room) => section(model, room),
  };
}

/** Changes of level are told, the newest first; a table of all that was ever measured is for the page. */
const MOST_CHANGES = 50;

function markdown({ comparison, series }: BenchmarksModel, room: number): string {
  const changes = newestFirst(series);
  const compared = comparison === undefined ? '' : compareText(comparison, Math.floor(room * 0.7));
  const table = seriesTable(series, Math.floor(room * 0.5));
  const list = changes
    .slice(0, MOST_CHANGES)
    .map(
      ({ one, change }) =>
        `- ${markdownCode(one.benchmark)}: ${isWorse(one, change) ? '**worse**' : 'better'}, ${markdownText(changeSentence(one, change))}`,
    );
  const told = list.length === 0 ? '' : `#### Changes of level\n\n${list.join('\n')}`;
  return joinedSections(
    [compared, told, table].filter((text) => text !== ''),
    room,
    0,
  );
}

/** Without its heading: the caller has one. */
function compareText(comparison: ComparisonReport, room: number): string {
  const text = renderComparisonMarkdown(comparison, room)
    .replace(/^###[^\n]*\n+/u, '')
    .trim();
  return byteLength(text) <= room ? text : '';
}

function seriesTable(series: readonly BenchmarkSeries[], room: number): string {
  const head = ['benchmark', 'metric', 'machine', 'commits', 'first', 'now', 'changes'];
  const rows = series.map(({ benchmark, metric, machine, points, unit, changes }) => [
    markdownCode(benchmark),
    markdownText(metric),
    markdownText(machine),
    String(points.length),
    markdownText(amountText(points.at(0)?.value ?? 0, unit)),
    markdownText(amountText(points.at(-1)?.value ?? 0, unit)),
    String(changes.length),
  ]);
  let shown = rows.length;
  const text = (): string =>
    `${markdownTable(head, rows.slice(0, shown))}${shown < rows.length ? `\n\n${cutText(rows.length - shown)}` : ''}`;
  while (shown > 0 && byteLength(text()) > room - CUT_TEXT_ROOM) shown = Math.floor(shown * 0.8);
  return shown === 0 ? '' : text();
}

function section(model: BenchmarksModel, room: number): Html {
  const { comparison, series, repository } = model;
  const compared = comparison === undefined ? undefined : comparisonSection(comparison, room * 0.5);
  const left = room - (compared === undefined ? 0 : byteLength(compared)) - 1_000;
  const { rows, cut } = boundedRows(changedFirst(series), left, (one) => trendArticle(one, repository));
  const trends =
    series.length > 0 &&
    html`<h3>Over the commits</h3><p class="legend"><span><span class="key key-level"></span> level</span><span><span class="key key-band"></span> where 19 of 20 runs of the level are expected</span><span><span class="key key-change"></span> the level changed</span></p>
${rows}${cutNote(cut, 'series')}`;
  return html`${compared}${trends}`;
}

/** The one that changed last is what people look for. */
function changedFirst(series: readonly BenchmarkSeries[]): readonly BenchmarkSeries[] {
  const changed = (one: BenchmarkSeries): number => one.points[one.changes.at(-1)?.at ?? -1]?.time ?? 0;
  return series.toSorted((one, two) => changed(two) - changed(one));
}

function comparisonSection(comparison: ComparisonReport, room: number): Html {
  const scale = ratioScale(comparison.comparisons, comparison.threshold);
  const ordered = worstFirst(comparison.comparisons);
  const picture = boundedRows(ordered, room * 0.5, (one) => forestRow(one, scale));
  const table = boundedRows(ordered, room * 0.3, tableRow);
  const unpaired = boundedRows(
    comparison.unpaired,
    room * 0.1,
    ({ benchmark, missing }) => html`<li>${benchmark}: ${unpairedReason(missing)}.</li>`,
  );
  return html`<h3>Against what was before, in turns on one machine</h3>
${
  ordered.length > 0 &&
  html`<p class="quiet">How many times as slow: to the left of the line at 1 it became better. Each line is where the truth is; a whole line beyond the dashed one is a regression that is proved.</p>
<ul class="forest">${picture.rows}${forestAxis(scale)}</ul>${cutNote(picture.cut, 'benchmark')}`
}
<ul class="plain">${unpaired.rows}${errorSentences(comparison).map((sentence) => html`<li>${sentence}</li>`)}</ul>${cutNote(unpaired.cut, 'benchmark')}
${ordered.length > 0 && html`<details><summary>The comparisons as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Comparisons"><table><thead><tr><th scope="col">benchmark</th><th scope="col">against</th><th scope="col">verdict</th><th scope="col" class="number">before</th><th scope="col" class="number">now</th><th scope="col" class="number">ratio</th><th scope="col" class="number">between</th><th scope="col" class="number">could see</th></tr></thead><tbody>${table.rows}</tbody></table></div>${cutNote(table.cut, 'comparison')}</details>`}
`;
}

function tableRow({
  benchmark,
  baseline,
  base,
  head,
  unit,
  estimate,
}: ComparisonReport['comparisons'][number]): Html {
  const { tone, glyph } = VERDICT_LOOKS[estimate.verdict];
  return html`<tr><th scope="row">${benchmark}</th><td>${baseline}</td><td class="${tone}"><i class="glyph">${glyph}</i> ${estimate.verdict}</td><td class="number">${amountText(median(base), unit)}</td><td class="number">${amountText(median(head), unit)}</td><td class="number">${`${ratioText(estimate.ratio)} ×`}</td><td class="number">${intervalText(estimate)}</td><td class="number">${couldSeeText(estimate)}</td></tr>
`;
}
