import { readHistory, usualDurations } from '../execution/history.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { budgetsPart } from '../reports/budgets/budgets-part.ts';
import { failuresOf } from '../reports/failures/failures.ts';
import { failuresPart } from '../reports/failures/failures-part.ts';
import { type RunFacts, runFactsOf } from '../reports/page/run-facts.ts';
import type { ReportPart } from '../reports/report-part.ts';
import { timelineOf } from '../reports/timeline/timeline.ts';
import { timelinePart } from '../reports/timeline/timeline-part.ts';
import type { RunId } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import type { Invocation } from './commands/command.ts';
import { coveragePolicy, NO_POLICY } from './coverage-policy.ts';
import { UsageError } from './exit-code.ts';
import { declaredPolicy } from './findings-options.ts';
import { readKeptBenchmarks } from './kept-benchmarks.ts';
import { keptCoveragePart, readKeptCoverage } from './kept-coverage.ts';
import { readKeptFindings } from './kept-findings.ts';
import type { KeptPart } from './kept-reports.ts';
import { readKeptTests } from './kept-tests.ts';
import { readLogEnds } from './log-ends.ts';
import { findRun, readRun } from './run-lookup.ts';
import { reportBudgets } from './workflow-budgets.ts';
import { openStore, openWorkplace } from './workplace.ts';

export interface RunReport {
  readonly id: RunId;
  /** Absolute path of the run's folder. */
  readonly folder: string;
  readonly state: RunState;
  readonly facts: RunFacts;
  readonly parts: readonly ReportPart[];
}

/** Everything that is known of a run, kind by kind. */
export async function readRunReport(invocation: Invocation, run: string | undefined): Promise<RunReport> {
  const store = await openStore(invocation);
  const id = await findRun(store, run);
  const state = await readRun(store, id);
  const facts = runFactsOf(state);
  if (facts === undefined)
    throw new UsageError(`run ${id} was over before it began: there is nothing to report`);
  const history = await readHistory(store.files, store.historyPath);
  const earlier = history.filter((entry) => entry.id !== id && entry.time < facts.began);
  const timeline = timelineOf(state, usualDurations(earlier));
  const pipeline = await readPipelineIfRight(invocation);
  const measured = await readKeptCoverage(store, state);
  const tests = await readKeptTests(store, state, measured.parts);
  const coverage = await keptCoveragePart(
    measured,
    state,
    pipeline === undefined ? NO_POLICY : coveragePolicy(pipeline),
  );
  const findings = await readKeptFindings(store, state, declaredPolicy(pipeline?.findings ?? {}));
  const benchmarks = await readKeptBenchmarks(store, state);
  const kept = [tests, coverage, benchmarks, findings];
  const failures = failuresOf(state, await readLogEnds(store, state), warningsOf(kept));
  const workflow = pipeline?.workflows.find(({ name }) => name === facts.workflow);
  // As it stood when the run was over: what came later has its own page.
  const now = state.finished?.time ?? state.time;
  const known = history.filter((entry) => entry.time <= now);
  const budgets =
    pipeline === undefined || workflow === undefined
      ? []
      : reportBudgets(pipeline, [workflow], { history: known, now });
  return {
    id,
    folder: store.runPath(id),
    state,
    facts,
    parts: [
      ...(timeline === undefined ? [] : [timelinePart(timeline, state)]),
      ...(failures.jobs.length + failures.warnings.length === 0 ? [] : [failuresPart(failures)]),
      ...kept.flatMap(({ part }) => part ?? []),
      ...(budgets.length === 0 ? [] : [budgetsPart(budgets)]),
    ],
  };
}

/** What could not be read of the reports is told beside the warnings of the run: a report that is missing is no good news. */
function warningsOf(kept: readonly KeptPart[]): readonly string[] {
  return kept.flatMap(({ diagnostics }) =>
    diagnostics.map(({ message, location }) =>
      location === undefined ? message : `report ${location.path}: ${message}`,
    ),
  );
}

/** A run is reported also when the definition has become wrong since; then without what only the definition knows. */
async function readPipelineIfRight(invocation: Invocation): Promise<Pipeline | undefined> {
  const console = { ...invocation.console, remark: () => {} };
  return (await openWorkplace({ ...invocation, console }))?.definition.pipeline;
}
