import { failuresOf } from '../../reports/failures/failures.ts';
import { failuresPart } from '../../reports/failures/failures-part.ts';
import { runFactsOf } from '../../reports/page/run-facts.ts';
import { renderStepSummary } from '../../reports/summary/render-step-summary.ts';
import { timelineOf } from '../../reports/timeline/timeline.ts';
import { timelinePart } from '../../reports/timeline/timeline-part.ts';
import type { RunState } from '../../run/run-state.ts';

/** What a run says of itself on the page of GitHub Actions when it is over: its jobs and failures, and not yet its reports. */
export function runSummary(state: RunState, { rerun }: { readonly rerun?: string }): string {
  const facts = runFactsOf(state);
  const timeline = timelineOf(state, new Map());
  if (facts === undefined || timeline === undefined) return '';
  const parts = [timelinePart(timeline, state), failuresPart(failuresOf(state, new Map()))];
  return renderStepSummary(facts, parts, rerun === undefined ? {} : { rerun });
}
