import { printableLine } from '../../diagnostics/printable.ts';
import { formatElapsed } from '../../run/elapsed.ts';
import type { JobFinished, RunStarted } from '../../run/run-event.ts';
import type { JobState, RunState } from '../../run/run-state.ts';
import {
  count,
  elsewherePlaces,
  failsRun,
  type LegNames,
  legNames,
  reasonText,
  verdictWord,
} from '../../run/run-words.ts';
import { type Style, verdictPaint } from './style.ts';
import { MOST_LISTED, type SummaryOptions } from './summary-options.ts';
import { type Cell, type Column, renderTable } from './table.ts';

const COLUMNS: readonly Column[] = [
  { gap: 1 },
  { title: 'job', min: 12, cut: 'middle' },
  { title: 'platform', drop: 1 },
  { title: 'verdict' },
  { title: 'time', align: 'right', drop: 2 },
  { title: 'why', min: 12 },
];

/** The table of a run's jobs. Long ones show what did not simply pass, and count the rest by job. */
export function summaryTable(state: RunState, options: SummaryOptions): string[] {
  const { started } = state;
  if (started === undefined) return [];
  const { style, columns } = options;
  const names = legNames(started.plan);
  const jobs = Array.from(state.jobs.values());
  const legs = jobs.length + started.elsewhere.length;
  const rows = [
    ...(legs > MOST_LISTED ? foldedRows(jobs, names, style) : listedRows(jobs, names, options)),
    ...leftOutRows(started, style),
    ...elsewhereRows(started, style),
  ];
  if (rows.length === 0) return [];
  return renderTable(COLUMNS, rows, { width: columns - 1, ellipsis: style.ellipsis, header: style.dim });
}

type Row = readonly Cell[];

function listedRows(jobs: readonly JobState[], names: LegNames, { passed, style }: SummaryOptions): Row[] {
  const quiet = (job: JobState): boolean =>
    passed === 'folded' && (job.finished?.verdict === 'passed' || job.finished?.verdict === 'reused');
  return jobs.filter((job) => !quiet(job)).map((job) => jobRow(job, names, style));
}

function jobRow(job: JobState, names: LegNames, style: Style): Row {
  const { finished, planned } = job;
  const title = { text: printableLine(planned.title) };
  const platform = { text: names.platform(planned), paint: style.dim };
  if (finished === undefined)
    return [
      { text: style.glyphs.waiting, paint: style.dim },
      title,
      platform,
      { text: 'not done', paint: style.dim },
      { text: '' },
      { text: job.status === 'running' ? 'was running when the run ended' : '', paint: style.dim },
    ];
  const bad = failsRun(finished);
  return [
    verdictGlyph(finished, style),
    { ...title, ...(bad && { paint: style.bold }) },
    platform,
    { text: verdictWord(finished.verdict), paint: verdictPaint(style, finished.verdict, finished.allowed) },
    { text: finished.attempts > 0 ? formatElapsed(finished.duration) : '' },
    { text: reasonText(finished), ...(!bad && { paint: style.dim }) },
  ];
}

function verdictGlyph(finished: JobFinished, style: Style): Cell {
  return {
    text: style.glyphs[finished.verdict],
    paint: verdictPaint(style, finished.verdict, finished.allowed),
  };
}

/** Legs that ended alike, as one row: `✓ unit  passed  12 legs`. Failures are never folded, and come last. */
function foldedRows(jobs: readonly JobState[], names: LegNames, style: Style): Row[] {
  const groups = new Map<string, JobState[]>();
  for (const job of jobs) {
    const key = foldKey(job);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), job]);
  }
  const large = Array.from(groups.values()).filter((group) => group.length > 1);
  const folded = new Set(large.flat());
  const alone = jobs.filter((job) => !folded.has(job));
  const isFailure = (job: JobState): boolean => job.finished !== undefined && failsRun(job.finished);
  return [
    ...large.map((group) => groupRow(group, style)),
    ...alone.filter((job) => !isFailure(job)).map((job) => jobRow(job, names, style)),
    ...alone.filter(isFailure).map((job) => jobRow(job, names, style)),
  ];
}

/** What legs must have in common to share a row: what ran, its job; what did not, its reason. Undefined: it stands alone. */
function foldKey({ finished, planned }: JobState): string | undefined {
  if (finished === undefined || failsRun(finished)) return undefined;
  if (finished.verdict === 'flaky' || finished.allowed === true) return undefined;
  const ran = finished.verdict === 'passed' || finished.verdict === 'reused';
  return `${finished.verdict} ${ran ? planned.job : finished.reason}`;
}

function groupRow(group: readonly JobState[], style: Style): Row {
  const finished = group[0]?.finished;
  if (finished === undefined) return [];
  const legs = count(group.length, 'leg');
  const jobs = new Set(group.map(({ planned }) => planned.job));
  const reason = reasonText(finished);
  const title = jobs.size === 1 ? printableLine(group[0]?.planned.job ?? '') : count(jobs.size, 'job');
  return [
    verdictGlyph(finished, style),
    { text: title },
    { text: '' },
    { text: verdictWord(finished.verdict), paint: verdictPaint(style, finished.verdict) },
    { text: '' },
    { text: finished.verdict === 'passed' || reason === '' ? legs : `${legs}: ${reason}`, paint: style.dim },
  ];
}

/** What the plan left out from the start. */
function leftOutRows(started: RunStarted, style: Style): Row[] {
  return started.plan.skipped.map((left) => [
    { text: style.glyphs.skipped, paint: style.dim },
    { text: printableLine(left.id) },
    { text: '' },
    { text: 'skipped', paint: style.dim },
    { text: '' },
    { text: printableLine(left.reason), paint: style.dim },
  ]);
}

function elsewhereRows(started: RunStarted, style: Style): Row[] {
  const row = (title: string, where: string): Row => [
    { text: style.glyphs.elsewhere, paint: style.dim },
    { text: title, paint: style.dim },
    { text: '' },
    { text: 'elsewhere', paint: style.dim },
    { text: '' },
    { text: where, paint: style.dim },
  ];
  return elsewherePlaces(started.elsewhere).map(({ where, titles }) => {
    const [only = ''] = titles;
    return titles.length === 1
      ? row(only, where)
      : row(count(titles.length, 'leg'), `${where}: ${titles.join(', ')}`);
  });
}
