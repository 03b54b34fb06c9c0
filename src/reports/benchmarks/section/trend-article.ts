import { dayText } from '../../budgets/judge-budget.ts';
import { cutNote } from '../../html/bounded-rows.ts';
import { type Html, html } from '../../html/html.ts';
import { amountText } from '../benchmark-words.ts';
import type { BenchmarkSeries, SeriesPoint } from '../history/benchmark-series.ts';
import { changeSentence, isWorse } from '../history/series-words.ts';
import type { ChangePoint } from '../statistics/change-points.ts';
import { changesAddress, commitAddress } from './benchmarks-model.ts';
import { renderTrend } from './trend-picture.ts';

/** So many rows anyone reads. */
const MOST_ROWS = 60;

/** One benchmark on one class of machines. */
export function trendArticle(one: BenchmarkSeries, repository: string | undefined): Html {
  const { benchmark, metric, machine, better, job } = one;
  const what = `${metric}, ${better === 'lower' ? 'less' : 'more'} is better; ${machine}${job === '' ? '' : `; ${job}`}`;
  return html`<article>
<h4>${benchmark}</h4>
<p class="quiet">${what}</p>
${renderTrend(one, repository)}
<ul class="plain">${one.changes.toReversed().map((change) => changeItem(one, change, repository))}</ul>
${pointsTable(one, repository)}
</article>
`;
}

function changeItem(one: BenchmarkSeries, change: ChangePoint, repository: string | undefined): Html {
  const isBad = isWorse(one, change);
  const before = one.points[change.at - 1]?.commit;
  const address = changesAddress(repository, before, one.points[change.at]?.commit);
  return html`<li><span class="${isBad ? 'bad' : 'good'}"><i class="glyph">${isBad ? '✗' : '✓'}</i> ${isBad ? 'worse' : 'better'}</span>: ${changeSentence(one, change)}${address !== undefined && html` · <a href="${address}">what changed</a>`}</li>`;
}

function pointsTable(one: BenchmarkSeries, repository: string | undefined): Html {
  const { points, benchmark, unit } = one;
  const rows = points
    .map((point, index) => ({ point, before: points[index - 1]?.commit }))
    .slice(-MOST_ROWS)
    .toReversed()
    .map(
      ({ point, before }) =>
        html`<tr><th scope="row">${commitName(point, repository)}</th><td>${dayText(point.time)}</td><td>${[point.branch ?? '', ...point.tags].filter((text) => text !== '').join(', ')}</td><td class="number">${amountText(point.value, unit)}</td><td class="number">${point.low !== undefined && point.high !== undefined && `${amountText(point.low, unit)} – ${amountText(point.high, unit)}`}</td><td class="number">${point.runs}</td><td>${diffLink(point, before, repository)}</td></tr>
`,
    );
  return html`<details><summary>The commits as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Commits of ${benchmark}"><table><thead><tr><th scope="col">commit</th><th scope="col">day</th><th scope="col">branch, tags</th><th scope="col" class="number">median</th><th scope="col" class="number">middle half</th><th scope="col" class="number">runs</th><th scope="col">since the one before</th></tr></thead><tbody>${rows}</tbody></table></div>${cutNote(points.length - rows.length, 'older commit')}</details>`;
}

function commitName({ commit, clean }: SeriesPoint, repository: string | undefined): Html {
  const name = commit?.slice(0, 12) ?? 'no commit';
  const address = commitAddress(repository, commit);
  const shown =
    address === undefined ? html`<code>${name}</code>` : html`<a href="${address}"><code>${name}</code></a>`;
  return clean ? shown : html`${shown} with changes`;
}

function diffLink(
  { commit }: SeriesPoint,
  before: string | undefined,
  repository: string | undefined,
): Html | undefined {
  const address = changesAddress(repository, before, commit);
  return address === undefined ? undefined : html`<a href="${address}">what changed</a>`;
}
