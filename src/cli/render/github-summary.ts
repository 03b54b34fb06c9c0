import { markdownCode, markdownText } from '../../diagnostics/markdown.ts';
import { printable } from '../../diagnostics/printable.ts';
import { formatElapsed } from '../../run/elapsed.ts';
import type { JobFinished } from '../../run/run-event.ts';
import type { JobState, RunState } from '../../run/run-state.ts';
import {
  elsewhereText,
  failsRun,
  type LegNames,
  legNames,
  locationText,
  reasonText,
  verdictWord,
} from '../../run/run-words.ts';
import { timeText, verdictSentence } from '../../run/verdict-sentence.ts';
import { MOST_LISTED } from './summary-options.ts';

/**
 * Bytes. GitHub takes 1 MiB of summary per step and shows nothing of a longer one ("Adding a job summary"). What is left of that
 * is for the last line and what stands between the sections.
 */
const LONGEST = 1_000_000;

const MOST_FAILURES = 20;

const MARKS = {
  passed: '✅',
  flaky: '🔁',
  reused: '♻️',
  failed: '❌',
  timed_out: '❌',
  error: '❌',
  cancelled: '🚫',
  skipped: '⏭️',
} as const;

/** The run as Markdown, for the file named by `GITHUB_STEP_SUMMARY`. The caller appends it. */
export function renderStepSummary(state: RunState, options: { readonly rerun?: string } = {}): string {
  const { started, finished } = state;
  if (started === undefined) return '';
  const names = legNames(started.plan);
  const mark = finished?.verdict === 'passed' ? '✅' : finished?.verdict === 'failed' ? '❌' : '🚫';
  const title = `### ${mark} ${markdownText(started.plan.workflow ?? started.plan.project)}: ${markdownText(verdictSentence(state))}`;
  const failures = Array.from(state.jobs.values()).filter((job) => job.finished && failsRun(job.finished));
  const again =
    failures.length > 0 && options.rerun !== undefined
      ? [`Run again what failed: ${markdownCode(options.rerun)}`]
      : [];
  const time = finished && [markdownText(timeText(finished, started, names, '→'))];
  const head = firstLines([title, ...(time ?? []), table(state, names)].join('\n\n'), LONGEST);
  const shown = failures.slice(0, MOST_FAILURES).map((job) => failureText(job, names));
  return `${[head, ...fitting(shown, LONGEST - Buffer.byteLength(head)), ...again].join('\n\n')}\n`;
}

/** As many whole lines as `room` bytes hold. */
function firstLines(text: string, room: number): string {
  const bytes = Buffer.from(text);
  return bytes.length <= room ? text : bytes.toString('utf8', 0, bytes.lastIndexOf('\n', room));
}

/** The sections that `room` bytes hold; one of them that is too long does not keep the others away. */
function fitting(sections: readonly string[], room: number): readonly string[] {
  let left = room;
  return sections.filter((section) => {
    const size = Buffer.byteLength(section);
    if (size > left) return false;
    left -= size;
    return true;
  });
}

function table(state: RunState, names: LegNames): string {
  const { started } = state;
  const all = Array.from(state.jobs.values());
  // A page of passed legs hides what somebody looks for.
  const jobs =
    all.length > MOST_LISTED
      ? all.filter(({ finished }) => finished?.verdict !== 'passed' && finished?.verdict !== 'reused')
      : all;
  const rows = jobs.map((job) => row(job, names));
  for (const leg of started?.elsewhere ?? [])
    rows.push(cells('⇢', leg.title, 'elsewhere', '', elsewhereText(leg)));
  for (const left of started?.plan.skipped ?? [])
    rows.push(cells(MARKS.skipped, left.id, 'skipped', '', left.reason));
  return ['| | job | verdict | time | why |', '|---|---|---|---:|---|', ...rows].join('\n');
}

function row({ planned, finished }: JobState, names: LegNames): string {
  const platform = names.platform(planned);
  const title = platform === '' ? planned.title : `${planned.title} (${platform})`;
  if (finished === undefined) return cells('', title, 'not done', '', '');
  const time = finished.attempts > 0 ? formatElapsed(finished.duration) : '';
  const mark = finished.allowed === true ? '⚠️' : MARKS[finished.verdict];
  return cells(mark, title, verdictWord(finished.verdict), time, reasonText(finished));
}

function cells(...texts: string[]): string {
  return `| ${texts.map((text) => markdownText(text)).join(' | ')} |`;
}

function failureText({ planned, finished }: JobState, names: LegNames): string {
  if (finished === undefined) return '';
  const reason = reasonText(finished);
  const heading = `**${markdownText(names.name(planned.id))}** ${verdictWord(finished.verdict)}${reason === '' ? '' : `: ${markdownText(reason)}`}`;
  const location = locationText(finished.failure);
  return [heading, ...(location === '' ? [] : [markdownText(location)]), tailBlock(finished)]
    .join('\n\n')
    .trimEnd();
}

/** A code block whose fence is longer than any in the text (CommonMark §4.5), so that output cannot end it. */
function tailBlock(finished: JobFinished): string {
  const tail = (finished.failure?.tail ?? []).map((line) => printable(line));
  if (tail.length === 0) return '';
  const longest = Math.max(2, ...Array.from(tail.join('\n').matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${tail.join('\n')}\n${fence}`;
}
