import { markdownText } from '../../diagnostics/markdown.ts';
import { verdictWord } from '../../run/run-words.ts';
import { boundedRows, cutNote } from '../html/bounded-rows.ts';
import { byteLength, type Html, html } from '../html/html.ts';
import { codeBlock, joinedSections } from '../markdown/bounded-markdown.ts';
import type { ReportPart } from '../report-part.ts';
import type { FailedJob, Failures, LogEnd } from './failures.ts';

const MOST_FAILURES = 20;

/** Why the jobs that failed did, with what they printed, and what the run warned of. */
export function failuresPart(failures: Failures): ReportPart {
  return {
    kind: 'failures',
    title: failures.jobs.length === 0 ? 'Warnings' : 'What went wrong',
    checks: [],
    data: { ...failures, jobs: failures.jobs.map(({ log: _, ...job }) => job) },
    renderMarkdown: (room) => markdown(failures, room),
    renderSection: (room) => section(failures, room),
  };
}

function markdown({ jobs, warnings }: Failures, room: number): string {
  const failed = jobs.filter(({ allowed }) => !allowed);
  const sections = failed.slice(0, MOST_FAILURES).map(failureText);
  const list = warnings.map((warning) => `- ⚠️ ${markdownText(warning)}`).join('\n');
  const cut = Math.max(0, failed.length - MOST_FAILURES);
  return joinedSections([...sections, ...(list === '' ? [] : [list])], room, cut);
}

function failureText(job: FailedJob): string {
  const heading = `**${markdownText(job.name)}** ${verdictWord(job.verdict)}${job.reason === '' ? '' : `: ${markdownText(job.reason)}`}`;
  const facts = [job.step, job.place].filter((fact) => fact !== '').map(markdownText);
  return [heading, ...facts, codeBlock(job.lines)].filter((text) => text !== '').join('\n\n');
}

function section({ jobs, warnings }: Failures, room: number): Html {
  const share = room / 2 / Math.max(1, Math.min(jobs.length, MOST_FAILURES));
  const shown = boundedRows(jobs, 0.8 * room, (job) => article(job, share));
  const list = boundedRows(warnings, room / 8, (warning) => html`<li>${warning}</li>`);
  return html`${shown.rows}${cutNote(shown.cut, 'failed job')}
${list.rows.length > 0 && html`<ul class="warnings">${list.rows}</ul>`}${cutNote(list.cut, 'warning')}`;
}

/** The last lines that `room` bytes hold, when they are escaped at worst: the end of a log is where it says why it ended. */
function lastLines(log: LogEnd, room: number): LogEnd {
  const lines: string[] = [];
  let left = room;
  for (const line of log.lines.toReversed()) {
    left -= byteLength(html`${line}\n`);
    if (left < 0) break;
    lines.unshift(line);
  }
  return { lines, before: log.before + log.lines.length - lines.length };
}

/** Its output takes `room` bytes at most: a quarter for the first lines, the rest for the log. */
function article(job: FailedJob, room: number): Html {
  const log = job.log === undefined ? undefined : lastLines(job.log, 0.75 * room);
  const tone = job.allowed ? 'warn' : 'bad';
  const lines = lastLines({ lines: job.lines.toReversed(), before: 0 }, room / 4).lines.toReversed();
  return html`<article class="failure ${tone}">
<h3>${job.title} <span class="${tone}">${verdictWord(job.verdict)}</span></h3>
<p>${job.reason}${job.step !== '' && html` <span class="quiet">in ${job.step}</span>`}</p>
${job.place !== '' && html`<p><code>${job.place}</code></p>`}
${lines.length > 0 && html`<pre tabindex="0" aria-label="First lines of the failure of ${job.title}">${lines.join('\n')}</pre>`}
${
  log !== undefined &&
  log.lines.length > 0 &&
  html`<details class="log"><summary>Log of ${job.name}, ${log.before > 0 ? `its last ${log.lines.length} lines` : `${log.lines.length} lines`}</summary>
${log.before > 0 && html`<p class="cut">${log.before} earlier lines are left out.</p>`}<pre tabindex="0" aria-label="Log of ${job.title}">${log.lines.join('\n')}</pre></details>`
}
</article>
`;
}
