import { printableLine } from '../../diagnostics/printable.ts';
import { formatAgo, formatElapsed } from '../../run/elapsed.ts';
import type { RunState } from '../../run/run-state.ts';
import { sourceText } from '../../run/run-words.ts';
import type { Paint, Style } from './style.ts';
import { type Column, renderTable, renderTsv } from './table.ts';

export type RunListVerdict = 'passed' | 'failed' | 'cancelled' | 'running' | 'interrupted';

/** A run in the history. */
export interface RunEntry {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly workflow: string;
  readonly source: { readonly commit?: string; readonly branch?: string; readonly dirty?: boolean };
  readonly verdict: RunListVerdict;
  /** Milliseconds; of an unfinished run up to its newest event. */
  readonly duration: number;
  readonly done: number;
  readonly total: number;
}

/** The entry of a run, or undefined when its journal does not even say how it began. `alive`: its process is still there. */
export function runEntry(state: RunState, alive: boolean): RunEntry | undefined {
  const { started, finished } = state;
  if (started === undefined) return undefined;
  const jobs = Array.from(state.jobs.values());
  return {
    id: started.runId,
    startedAt: started.time,
    workflow: started.plan.workflow ?? '',
    source: started.source,
    verdict: finished?.verdict ?? (alive ? 'running' : 'interrupted'),
    duration: finished?.duration ?? state.time - started.time,
    done: jobs.filter((job) => job.status === 'finished').length,
    total: jobs.length,
  };
}

const COLUMNS: readonly Column[] = [
  { gap: 1 },
  { title: 'run' },
  { title: 'when' },
  { title: 'workflow', min: 8, drop: 2 },
  { title: 'source', min: 10, cut: 'middle', drop: 3 },
  { title: 'verdict' },
  { title: 'time', align: 'right', drop: 4 },
  { title: 'jobs', align: 'right', drop: 1 },
];

/** The history for a person, newest first as given. */
export function renderRunsList(
  runs: readonly RunEntry[],
  options: { readonly style: Style; readonly columns: number; readonly now: number },
): string {
  const { style, columns, now } = options;
  const rows = runs.map((run) => {
    const [glyph, paint] = entryLook(run.verdict, style);
    return [
      { text: glyph, paint },
      { text: printableLine(run.id) },
      { text: formatAgo(run.startedAt, now), paint: style.dim },
      { text: printableLine(run.workflow) },
      { text: sourceText(run.source), paint: style.dim },
      { text: run.verdict, paint },
      { text: formatElapsed(run.duration) },
      { text: `${run.done}/${run.total}` },
    ];
  });
  const lines = renderTable(COLUMNS, rows, {
    width: columns - 1,
    ellipsis: style.ellipsis,
    header: style.dim,
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** The same for programs: times in ISO 8601 (UTC), durations in milliseconds, nothing shortened. */
export function renderRunsTsv(runs: readonly RunEntry[]): string {
  return renderTsv(
    ['run', 'started', 'workflow', 'branch', 'commit', 'verdict', 'milliseconds', 'done', 'total'],
    runs.map((run) => [
      run.id,
      new Date(run.startedAt).toISOString(),
      run.workflow,
      run.source.branch ?? '',
      run.source.commit ?? '',
      run.verdict,
      String(run.duration),
      String(run.done),
      String(run.total),
    ]),
  );
}

function entryLook(verdict: RunListVerdict, style: Style): [string, Paint] {
  switch (verdict) {
    case 'passed':
      return [style.glyphs.passed, style.green];
    case 'failed':
      return [style.glyphs.failed, style.red];
    case 'running':
      return [style.glyphs.running, style.cyan];
    case 'cancelled':
    case 'interrupted':
      return [style.glyphs.cancelled, style.yellow];
    default:
      verdict satisfies never;
      return ['', style.dim];
  }
}
