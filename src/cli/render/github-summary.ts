import { printable, printableLine } from '../../diagnostics/printable.ts';
import type { JobFinished } from '../../run/run-event.ts';
import type { JobState, RunState } from '../../run/run-state.ts';
import { formatElapsed, formatLimit } from './elapsed.ts';
import {
  elsewhereText,
  failsRun,
  type LegNames,
  legNames,
  locationText,
  reasonText,
  verdictWord,
} from './run-words.ts';
import { verdictSentence } from './summary.ts';
import { MOST_LISTED } from './summary-options.ts';

/** GitHub takes 1 MiB of summary per step and shows nothing of a longer one ("Adding a job summary"). */
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
  const title = `### ${mark} ${escapeMarkdown(started.plan.workflow ?? started.plan.project)}: ${escapeMarkdown(verdictSentence(state))}`;
  const failures = Array.from(state.jobs.values()).filter((job) => job.finished && failsRun(job.finished));
  const again =
    failures.length > 0 && options.rerun !== undefined ? [`Run again what failed: \`${options.rerun}\``] : [];
  const sections = [
    title,
    ...timeLine(state, names),
    table(state, names),
    ...failures.slice(0, MOST_FAILURES).map((job) => failureText(job, names)),
    ...again,
  ];
  const text = `${sections.join('\n\n')}\n`;
  return text.length <= LONGEST ? text : `${sections.slice(0, 3).join('\n\n').slice(0, LONGEST)}\n`;
}

function timeLine({ started, finished }: RunState, names: LegNames): string[] {
  if (started === undefined || finished === undefined) return [];
  const { budget } = started.plan;
  const over = budget !== undefined && finished.duration > budget;
  const against =
    budget === undefined
      ? ''
      : over
        ? `, over the ${formatLimit(budget)} budget`
        : ` of ${formatLimit(budget)} budget`;
  const { legs, duration } = finished.criticalPath;
  const path =
    legs.length === 0
      ? ''
      : `; critical path ${formatElapsed(duration)}: ${legs.map(names.name).join(' → ')}`;
  return [escapeMarkdown(`${formatElapsed(finished.duration)}${against}${path}`)];
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
  return `| ${texts.map((text) => escapeMarkdown(printableLine(text))).join(' | ')} |`;
}

function failureText({ planned, finished }: JobState, names: LegNames): string {
  if (finished === undefined) return '';
  const reason = reasonText(finished);
  const heading = `**${escapeMarkdown(names.name(planned.id))}** ${verdictWord(finished.verdict)}${reason === '' ? '' : `: ${escapeMarkdown(reason)}`}`;
  const location = locationText(finished.failure);
  return [heading, ...(location === '' ? [] : [escapeMarkdown(location)]), tailBlock(finished)]
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

/** CommonMark §2.4: a backslash before ASCII punctuation makes it plain text. Also keeps `@name` from notifying anybody. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&').replace(/(?<!\w)@(?=\w)/g, '@\u200b');
}
