import { printableLine } from '../../diagnostics/printable.ts';
import type { CiJob, CiRun, CiState, CiStep } from '../../providers/run-source.ts';
import { formatAgo, formatElapsed } from '../../run/elapsed.ts';
import { shownId } from '../ci/wanted-runs.ts';
import type { Paint, Style } from './style.ts';
import { type Column, renderTable, renderTsv } from './table.ts';

const TITLES = { github: 'GitHub', circleci: 'CircleCI', local: 'here' } as const;

/** The word for people. */
export function stateWord(state: CiState): string {
  return state === 'timed_out' ? 'timed out' : state;
}

export function stateLook(state: CiState, style: Style): readonly [string, Paint] {
  switch (state) {
    case 'passed':
      return [style.glyphs.passed, style.green];
    case 'failed':
    case 'timed_out':
    case 'error':
      return [style.glyphs.failed, style.red];
    case 'running':
      return [style.glyphs.running, style.cyan];
    case 'queued':
    case 'waiting':
      return [style.glyphs.waiting, style.dim];
    case 'cancelled':
      return [style.glyphs.cancelled, style.yellow];
    case 'skipped':
      return [style.glyphs.skipped, style.dim];
    default:
      state satisfies never;
      return ['', style.dim];
  }
}

const COLUMNS: readonly Column[] = [
  { gap: 1 },
  { title: 'system', drop: 5 },
  { title: 'workflow', min: 8 },
  { title: 'state' },
  { title: 'when', drop: 3 },
  { title: 'source', min: 10, cut: 'middle', drop: 4 },
  { title: 'time', align: 'right', drop: 2 },
  { title: 'run', min: 20, cut: 'end' },
  { title: 'link', drop: 1 },
];

export interface ScreenOptions {
  readonly style: Style;
  readonly columns: number;
  readonly now: number;
}

export function renderCiRuns(runs: readonly CiRun[], { style, columns, now }: ScreenOptions): string {
  const rows = runs.map((run) => {
    const [glyph, paint] = stateLook(run.state, style);
    const attempt = run.attempt > 1 ? ` (attempt ${run.attempt})` : '';
    return [
      { text: glyph, paint },
      { text: TITLES[run.place] },
      { text: `${printableLine(run.workflow)}${attempt}` },
      { text: stateWord(run.state), paint },
      { text: formatAgo(run.createdAt, now), paint: style.dim },
      { text: sourceOfRun(run), paint: style.dim },
      { text: elapsed(run.createdAt, run.finishedAt) },
      { text: printableLine(shownId(run)) },
      { text: printableLine(run.url ?? ''), paint: style.dim },
    ];
  });
  const lines = renderTable(COLUMNS, rows, {
    width: columns - 1,
    ellipsis: style.ellipsis,
    header: style.dim,
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** For programs: times in ISO 8601 (UTC), nothing shortened. */
export function renderCiRunsTsv(runs: readonly CiRun[]): string {
  return renderTsv(
    ['run', 'system', 'workflow', 'attempt', 'state', 'started', 'finished', 'branch', 'commit', 'link'],
    runs.map((run) => [
      shownId(run),
      run.place,
      printableLine(run.workflow),
      String(run.attempt),
      run.state,
      isoTime(run.createdAt) ?? '',
      isoTime(run.finishedAt) ?? '',
      printableLine(run.branch ?? ''),
      printableLine(run.commit ?? ''),
      printableLine(run.url ?? ''),
    ]),
  );
}

/** A run as every `--json` gives it. */
export function ciRunData(run: CiRun): Readonly<Record<string, unknown>> {
  const { place, workflow, attempt, event, fork, branch, commit, state, createdAt, finishedAt, url } = run;
  return {
    ...{ id: shownId(run), system: place, workflow, attempt, event: event ?? null, fork },
    ...{ branch: branch ?? null, commit: commit ?? null, state },
    started: isoTime(createdAt) ?? null,
    finished: isoTime(finishedAt) ?? null,
    url: url ?? null,
  };
}

export function ciJobData(job: CiJob, steps: readonly CiStep[] = []): Readonly<Record<string, unknown>> {
  return {
    ...{ id: job.id, name: job.name, state: job.state },
    started: isoTime(job.startedAt) ?? null,
    finished: isoTime(job.finishedAt) ?? null,
    url: job.url ?? null,
    failedSteps: steps.map(({ name, number, machine, state }) => ({ name, number, machine, state })),
  };
}

export interface ShownJob {
  readonly job: CiJob;
  /** The steps that ended badly. */
  readonly failed: readonly CiStep[];
}

export function renderCiRun(
  run: CiRun,
  jobs: readonly ShownJob[],
  { style, columns, now }: ScreenOptions,
): string {
  const [glyph, paint] = stateLook(run.state, style);
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : '';
  const facts = [TITLES[run.place], sourceOfRun(run), formatAgo(run.createdAt, now)].filter(
    (fact) => fact !== '',
  );
  const head = `${paint(`${glyph} ${style.bold(printableLine(run.workflow))} ${stateWord(run.state)}`)} ${style.dim(`${facts.join(', ')}${attempt}`)}\n`;
  const place = `  ${printableLine(shownId(run))}${run.url === undefined ? '' : `  ${style.dim(printableLine(run.url))}`}\n`;
  const rows = jobs.map(({ job, failed }) => {
    const [mark, colour] = stateLook(job.state, style);
    return [
      { text: mark, paint: colour },
      { text: printableLine(job.name) },
      { text: stateWord(job.state), paint: colour },
      { text: job.startedAt === undefined ? '' : elapsed(job.startedAt, job.finishedAt ?? now) },
      { text: failed.map(({ name }) => printableLine(name)).join(', '), paint: style.dim },
    ];
  });
  const lines = renderTable(JOB_COLUMNS, rows, { width: columns - 1, ellipsis: style.ellipsis, indent: 2 });
  return head + place + lines.map((line) => `${line}\n`).join('');
}

const JOB_COLUMNS: readonly Column[] = [
  { gap: 1 },
  { min: 12, cut: 'middle' },
  {},
  { align: 'right', drop: 1 },
  { min: 10, cut: 'end', drop: 2 },
];

/** `main 9f1c2ab` */
function sourceOfRun({ branch, commit, fork }: CiRun): string {
  const words = [printableLine(branch ?? ''), printableLine(commit ?? '').slice(0, 7), fork ? '(fork)' : ''];
  return words.filter((word) => word !== '').join(' ');
}

function elapsed(from: number, to: number | undefined): string {
  return to === undefined ? '' : formatElapsed(to - from);
}

function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
