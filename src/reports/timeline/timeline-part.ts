import { markdownText } from '../../diagnostics/markdown.ts';
import { formatElapsed } from '../../run/elapsed.ts';
import type { RunState } from '../../run/run-state.ts';
import { verdictWord } from '../../run/run-words.ts';
import { verdictSentence } from '../../run/verdict-sentence.ts';
import { boundedRows, cutNote } from '../html/bounded-rows.ts';
import { type Html, html } from '../html/html.ts';
import { verdictTone } from '../html/verdict-look.ts';
import { CUT_TEXT_ROOM, cutText, firstLines } from '../markdown/bounded-markdown.ts';
import type { ReportPart } from '../report-part.ts';
import { againstUsual, type Bar, type Timeline } from './timeline.ts';
import { renderTimelinePicture } from './timeline-picture.ts';

/** A page of passed legs hides what somebody looks for: of more than this, those that say something are listed. */
const MOST_LISTED = 60;

const MARKS = {
  passed: '✅',
  flaky: '🔁',
  reused: '♻️',
  failed: '❌',
  timed_out: '❌',
  error: '❌',
  cancelled: '🚫',
  skipped: '⏭️',
  running: '',
  waiting: '',
} as const;

/** The jobs of a run: which, how they ended, and when they ran. */
export function timelinePart(timeline: Timeline, state: RunState): ReportPart {
  const verdict = state.finished?.verdict;
  return {
    kind: 'timeline',
    title: 'Jobs',
    checks: [
      {
        name: 'jobs',
        conclusion: verdict === 'passed' ? 'passed' : verdict === 'failed' ? 'failed' : 'not_checked',
        summary: verdictSentence(state),
      },
    ],
    data: timeline,
    renderMarkdown: (room) => markdownTable(timeline, room),
    renderSection: (room) => section(timeline, room),
  };
}

function markdownTable({ bars, absent }: Timeline, room: number): string {
  const listed = bars.filter(
    ({ verdict }) => bars.length <= MOST_LISTED || (verdict !== 'passed' && verdict !== 'reused'),
  );
  const rows = listed.map((bar) =>
    cells(
      bar.allowed ? '⚠️' : MARKS[bar.verdict],
      titleOf(bar),
      wordOf(bar),
      bar.ran ? formatElapsed(bar.end - bar.start) : '',
      bar.reason,
    ),
  );
  for (const { title, where, reason } of absent)
    rows.push(cells(where === 'skipped' ? MARKS.skipped : '⇢', title, where, '', reason));
  const table = ['| | job | verdict | time | why |', '|---|---|---|---:|---|', ...rows].join('\n');
  const shown = firstLines(table, room - CUT_TEXT_ROOM);
  if (!shown.includes('\n| ')) return '';
  const cut = table.split('\n').length - shown.split('\n').length;
  return cut === 0 ? shown : `${shown}\n\n${cutText(cut)}`;
}

function titleOf({ title, platform }: Bar): string {
  return platform === '' ? title : `${title} (${platform})`;
}

function wordOf({ verdict }: Bar): string {
  return verdict === 'running' || verdict === 'waiting' ? 'not done' : verdictWord(verdict);
}

function cells(...texts: string[]): string {
  return `| ${texts.map((text) => markdownText(text)).join(' | ')} |`;
}

function section(timeline: Timeline, room: number): Html {
  const picture = renderTimelinePicture(timeline, room / 2 - 4000);
  const { rows, cut } = boundedRows(timeline.bars, room / 3, tableRow);
  const absent = boundedRows(timeline.absent, room / 8, absentRow);
  return html`${picture}
<details class="numbers"><summary>The same as a table</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Jobs as a table"><table>
<thead><tr><th scope="col">job</th><th scope="col">verdict</th><th scope="col" class="number">began</th><th scope="col" class="number">took</th><th scope="col" class="number">usually</th><th scope="col">compared</th><th scope="col">needs</th><th scope="col">why</th></tr></thead>
<tbody>${rows}${absent.rows}</tbody></table></div>${cutNote(cut + absent.cut, 'job')}</details>`;
}

function tableRow(bar: Bar): Html {
  const { ran, start, end, usual } = bar;
  const steps = bar.steps.map(
    ({ name, duration, outcome }) =>
      html`<li>${name} <span class="quiet">${formatElapsed(duration)}${outcome !== 'passed' && `, ${outcome.replace('_', ' ')}`}</span></li>`,
  );
  return html`<tr><th scope="row">${titleOf(bar)}${bar.critical && html` <span class="tag">critical</span>`}${bar.attempts > 1 && html` <span class="tag">${bar.attempts} attempts</span>`}${steps.length > 1 && html`<ol class="steps">${steps}</ol>`}</th><td class="${verdictTone(bar)}">${wordOf(bar)}</td><td class="number">${ran && formatElapsed(start)}</td><td class="number">${ran && formatElapsed(end - start)}</td><td class="number">${usual !== undefined && formatElapsed(usual.median)}</td><td>${againstUsual(bar)}</td><td>${bar.needs.join(', ')}</td><td>${bar.reason}</td></tr>
`;
}

function absentRow({ title, where, reason }: Timeline['absent'][number]): Html {
  return html`<tr><th scope="row">${title}</th><td class="idle">${where}</td><td></td><td></td><td></td><td></td><td></td><td>${reason}</td></tr>
`;
}
