import type { Check } from '../../run/check.ts';
import type { RunState } from '../../run/run-state.ts';
import { legNames, sourceText } from '../../run/run-words.ts';
import { timeText, verdictSentence } from '../../run/verdict-sentence.ts';

/** What a summary and a page begin with. */
export interface RunFacts {
  readonly project: string;
  /** The workflow; empty when single jobs were asked for. */
  readonly workflow: string;
  readonly runId: string;
  readonly verdict: 'passed' | 'failed' | 'cancelled' | 'unfinished';
  readonly sentence: string;
  /** How long it took, against its budget, and the critical path; empty when it is not over. */
  readonly time: string;
  /** Branch and commit; empty when there are none. */
  readonly source: string;
  /** Milliseconds since 1970. */
  readonly began: number;
  /** `linux/x64, 4 processors`. */
  readonly machine: string;
  /** The version of lockstep that ran it. */
  readonly lockstep: string;
}

/** Undefined for a run that never began. */
export function runFactsOf(state: RunState): RunFacts | undefined {
  const { started, finished } = state;
  if (started === undefined) return undefined;
  const { host, plan } = started;
  return {
    project: plan.project,
    workflow: plan.workflow ?? '',
    runId: started.runId,
    verdict: finished?.verdict ?? 'unfinished',
    sentence: verdictSentence(state),
    time: finished === undefined ? '' : timeText(finished, started, legNames(plan), '→'),
    source: sourceText(started.source),
    began: started.time,
    machine: `${host.os}/${host.arch}, ${host.cpus} processor${host.cpus === 1 ? '' : 's'}`,
    lockstep: started.lockstep,
  };
}

/** A run whose jobs passed is no good news when what they report is not: what failed is said first. */
export function countingReports(facts: RunFacts, checks: readonly Check[]): RunFacts {
  const failed = checks.filter(({ conclusion }) => conclusion === 'failed').map(({ name }) => name);
  if (facts.verdict !== 'passed' || failed.length === 0) return facts;
  return { ...facts, verdict: 'failed', sentence: `${failed.join(' and ')} failed: ${facts.sentence}` };
}

/** `2026-11-23 12:00 UTC` */
export function momentText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
