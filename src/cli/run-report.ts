import { readHistory, usualDurations } from '../execution/history.ts';
import type { RunStore } from '../execution/run-store.ts';
import { failuresOf } from '../reports/failures/failures.ts';
import { failuresPart } from '../reports/failures/failures-part.ts';
import { type RunFacts, runFactsOf } from '../reports/page/run-facts.ts';
import type { ReportPart } from '../reports/report-part.ts';
import { timelineOf } from '../reports/timeline/timeline.ts';
import { timelinePart } from '../reports/timeline/timeline-part.ts';
import type { RunId } from '../run/run-event.ts';
import { UsageError } from './exit-code.ts';
import { readLogEnds } from './log-ends.ts';
import { readRun } from './run-lookup.ts';

export interface RunReport {
  readonly facts: RunFacts;
  readonly parts: readonly ReportPart[];
}

/** Everything that is known of a run, kind by kind. */
export async function readRunReport(store: RunStore, id: RunId): Promise<RunReport> {
  const state = await readRun(store, id);
  const facts = runFactsOf(state);
  if (facts === undefined)
    throw new UsageError(`run ${id} was over before it began: there is nothing to report`);
  const history = await readHistory(store.files, store.historyPath);
  const earlier = history.filter((entry) => entry.id !== id && entry.time < facts.began);
  const timeline = timelineOf(state, usualDurations(earlier));
  const failures = failuresOf(state, await readLogEnds(store, state));
  return {
    facts,
    parts: [
      ...(timeline === undefined ? [] : [timelinePart(timeline, state)]),
      ...(failures.jobs.length + failures.warnings.length === 0 ? [] : [failuresPart(failures)]),
    ],
  };
}
