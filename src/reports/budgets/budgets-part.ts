import { markdownText } from '../../diagnostics/markdown.ts';
import { markdownTable } from '../../diagnostics/markdown-table.ts';
import { formatElapsed, formatLimit } from '../../run/elapsed.ts';
import { boundedRows, cutNote } from '../html/bounded-rows.ts';
import { type Html, html } from '../html/html.ts';
import { CONCLUSION_LOOKS } from '../html/verdict-look.ts';
import { joinedSections } from '../markdown/bounded-markdown.ts';
import type { ReportPart } from '../report-part.ts';
import type { BudgetReport } from './budget.ts';
import { renderBudgetPicture } from './budget-picture.ts';
import { budgetSentences } from './budget-sentences.ts';
import { dayText } from './judge-budget.ts';

/** Budgets against the history of runs. */
export function budgetsPart(reports: readonly BudgetReport[]): ReportPart {
  return {
    kind: 'budgets',
    title: reports.length === 1 ? 'Budget' : 'Budgets',
    checks: reports.map(({ check }) => check),
    data: reports,
    renderMarkdown: (room) => markdown(reports, room),
    renderSection: (room) => section(reports, room),
  };
}

function markdown(reports: readonly BudgetReport[], room: number): string {
  const judged = reports.filter(({ runs }) => runs > 0);
  if (judged.length === 0) return '';
  const table = markdownTable(
    ['workflow', 'budget', 'median', '90% within', 'runs'],
    judged.map(({ budget, median, p90, runs }) => [
      markdownText(`${budget.workflow} on ${budget.platform}`),
      formatLimit(budget.limit),
      formatElapsed(median),
      formatElapsed(p90),
      String(runs),
    ]),
  );
  const lists = judged.map((report) =>
    budgetSentences(report)
      .map((text) => `- ${markdownText(text)}`)
      .join('\n'),
  );
  return joinedSections([table, ...lists.filter((list) => list !== '')], room, 0);
}

function section(reports: readonly BudgetReport[], room: number): Html {
  const { rows, cut } = boundedRows(reports, room, article);
  return html`${rows}${cutNote(cut, 'budget')}`;
}

function article(report: BudgetReport): Html {
  const { budget, check, series, median, p90, runs } = report;
  const { tone, glyph } = CONCLUSION_LOOKS[check.conclusion];
  const facts =
    runs > 0 &&
    html`<p class="quiet">median ${formatElapsed(median)}, 90% within ${formatElapsed(p90)}, budget ${formatLimit(budget.limit)}; the last ${runs} runs</p>`;
  return html`<article>
<h3><i class="glyph ${tone}">${glyph}</i> ${budget.workflow} <small>on ${budget.platform}</small></h3>
<p>${check.summary}.</p>${facts}
${renderBudgetPicture(report)}
<ul class="plain">${budgetSentences(report).map((sentence) => html`<li>${sentence}</li>`)}</ul>
${series.length > 0 && runsTable(report)}
</article>
`;
}

/** So many rows anyone reads. */
const MOST_ROWS = 120;

function runsTable({ series, budget }: BudgetReport): Html {
  const rows = series
    .toReversed()
    .slice(0, MOST_ROWS)
    .map(
      ({ id, time, duration }) =>
        html`<tr><th scope="row">${id}</th><td>${dayText(time)}</td><td class="number">${formatElapsed(duration)}</td><td>${duration > budget.limit && html`<span class="bad">over</span>`}</td></tr>
`,
    );
  return html`<details><summary>The runs as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Runs of ${budget.workflow}"><table><thead><tr><th scope="col">run</th><th scope="col">day</th><th scope="col" class="number">took</th><th scope="col">budget</th></tr></thead><tbody>${rows}</tbody></table></div>${cutNote(series.length - rows.length, 'older run')}</details>`;
}
