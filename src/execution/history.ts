import { criticalPath } from '../plan/critical-path.ts';
import type { LegId } from '../plan/plan.ts';
import type { Files } from '../platform/files.ts';
import { median } from '../run/order-statistics.ts';
import type { PastRun } from '../run/past-run.ts';
import type { RunId, Verdict } from '../run/run-event.ts';
import { isGood } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';

/** One finished run, in a line of `history.ndjson`: what lists and expected durations need without opening its journal. */
export interface HistoryEntry extends PastRun {
  readonly format: 1;
  readonly id: RunId;
  readonly branch?: string;
  readonly dirty?: boolean;
}

/** `carried` says whether legs were taken over from another run. Undefined while the run is not over. */
export function historyEntry(state: RunState, carried = false): HistoryEntry | undefined {
  const { started, finished } = state;
  if (started === undefined || finished === undefined) return undefined;
  const jobs: Record<string, { verdict: Verdict; duration: number }> = {};
  for (const [leg, job] of state.jobs) {
    if (job.finished !== undefined)
      jobs[leg] = { verdict: job.finished.verdict, duration: job.finished.duration };
  }
  const { commit, branch, dirty } = started.source;
  const { changed, jobs: chosen, needs, setup } = started.selection;
  const narrowed = [changed, chosen, needs, setup].some((part) => part !== undefined);
  return {
    format: 1,
    id: started.runId,
    time: started.time,
    ...(started.plan.workflow !== undefined && { workflow: started.plan.workflow }),
    platform: `${started.host.os}/${started.host.arch}`,
    slots: started.slots,
    ...((narrowed || carried || state.resumes > 0) && { partial: true as const }),
    verdict: finished.verdict,
    duration: finished.duration,
    ...(commit !== undefined && { commit }),
    ...(branch !== undefined && { branch }),
    ...(dirty !== undefined && { dirty }),
    jobs,
  };
}

/** Entries, oldest first; lines that cannot be read are passed over. A run that was resumed keeps its last line. */
export async function readHistory(files: Files, path: string): Promise<readonly HistoryEntry[]> {
  const text = (await files.readText(path)) ?? '';
  const entries = new Map<string, HistoryEntry>();
  for (const line of text.split('\n')) {
    const entry = parseEntry(line);
    if (entry === undefined) continue;
    entries.delete(entry.id);
    entries.set(entry.id, entry);
  }
  return [...entries.values()];
}

function parseEntry(line: string): HistoryEntry | undefined {
  try {
    const value = JSON.parse(line) as HistoryEntry;
    return value.format === 1 && typeof value.id === 'string' && typeof value.jobs === 'object'
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}

/** How many of a leg's last passes its expected duration is the median of. */
const SAMPLES = 7;

/** The median of each leg's last passes, in milliseconds. Legs that never passed are absent. */
export function expectedDurations(history: readonly HistoryEntry[]): ReadonlyMap<LegId, number> {
  return new Map([...lastPasses(history, SAMPLES)].map(([leg, list]) => [leg, median(list)]));
}

/** The same for what is usual: a longer memory than that of what is expected next. */
const USUAL_SAMPLES = 20;

/** The median of each leg's last passes, and how many there were. */
export function usualDurations(
  history: readonly HistoryEntry[],
): ReadonlyMap<LegId, { readonly median: number; readonly passes: number }> {
  const usual = [...lastPasses(history, USUAL_SAMPLES)];
  return new Map(usual.map(([leg, list]) => [leg, { median: median(list), passes: list.length }]));
}

/** Milliseconds of each leg's last passes, the newest first. */
function lastPasses(history: readonly HistoryEntry[], most: number): ReadonlyMap<LegId, readonly number[]> {
  const samples = new Map<LegId, number[]>();
  for (const entry of [...history].reverse()) {
    for (const [leg, { verdict, duration }] of Object.entries(entry.jobs)) {
      if (!isGood(verdict) || verdict === 'reused') continue;
      const list = samples.get(leg as LegId) ?? [];
      if (list.length < most) samples.set(leg as LegId, [...list, duration]);
    }
  }
  return samples;
}

/** The critical path of a run that is over, by what its legs took. */
export function takenPath(state: RunState): { readonly legs: readonly LegId[]; readonly duration: number } {
  const jobs = [...state.jobs.values()].map((job) => job.planned);
  return criticalPath(jobs, (leg) => state.jobs.get(leg)?.finished?.duration ?? 0);
}
