import type { PipelineEvent } from '../../../plan/event.ts';
import type { LegId } from '../../../plan/plan.ts';
import type { Reaction, ReadLeg, ReadWorkflow } from '../../provider.ts';
import { type Table, tableOf } from '../../table.ts';
import { type Contexts, Unknown } from '../expression/evaluate-expression.ts';
import { eventContext, inputsOf } from './event-context.ts';
import { contentOf, holds, type JobLeg, legsOfJob } from './read-job.ts';
import { whySilent } from './read-triggers.ts';
import { asksForStatus, evaluateText, parseCondition } from './template-text.ts';
import type { WorkflowFile } from './workflow-file.ts';

/** What the file's jobs do when something happens; `all-tests-passed` and the like, which only lockstep has, are no legs. */
export function readWorkflow(file: WorkflowFile): ReadWorkflow {
  const name = /([^/]+)\.ya?ml$/.exec(file.path)?.[1] ?? file.path;
  return { system: 'github', path: file.path, name, react: (event) => react(file, event) };
}

interface JobState {
  readonly key: string;
  readonly line: number;
  readonly data: Table;
  readonly legs: readonly JobLeg[];
  /** Why there are none. */
  readonly reason: string | undefined;
}

function react(file: WorkflowFile, event: PipelineEvent): Reaction {
  const silent = whySilent(tableOf(file.data.on), event);
  if (silent !== undefined) return { silent, runs: [], skipped: [] };
  const contexts = { github: eventContext(event), inputs: inputsOf(tableOf(file.data.on), event) };
  const states = new Map<string, JobState>();
  for (const { key } of file.jobs) stateOf(file, key, contexts, states);
  const own = file.jobs.flatMap(({ key, data }) => (isGate(data) ? [] : (states.get(key) ?? [])));
  return {
    silent: undefined,
    runs: own.flatMap((state) => state.legs.map((leg) => readLeg(file, state, leg, states))),
    skipped: own.flatMap((state) => skippedLegs(state, contexts)),
  };
}

/** Steps by which jobs are known that no definition has. */
const OWN_STEPS: ReadonlySet<string> = new Set(['lockstep-gate', 'lockstep-receipts']);

function isGate(job: Table): boolean {
  return (Array.isArray(job.steps) ? job.steps : []).some((step) => OWN_STEPS.has(String(tableOf(step).id)));
}

/** The needs first, as whether they start decides whether this one does. */
function stateOf(
  file: WorkflowFile,
  key: string,
  contexts: Contexts,
  states: Map<string, JobState>,
): JobState | undefined {
  const known = states.get(key);
  const job = file.jobs.find((one) => one.key === key);
  if (known !== undefined || job === undefined) return known;
  // A job that needs itself, by a detour, never starts.
  states.set(key, { ...job, legs: [], reason: 'it waits for itself' });
  const needed = needsOf(job.data).map((need) => ({ need, state: stateOf(file, need, contexts, states) }));
  const needs = Object.fromEntries(
    needed.map(({ need, state }) => {
      const starts = (state?.legs.length ?? 0) > 0;
      return [
        need,
        { result: starts ? new Unknown(`needs.${need}.result`) : 'skipped', outputs: new Unknown('outputs') },
      ];
    }),
  );
  const missing = needed.find(({ state }) => (state?.legs.length ?? 0) === 0)?.need;
  const reason = whyNot(job.data, { ...contexts, needs }, missing);
  const legs = reason === undefined ? legsOfJob(key, job.data, { ...contexts, needs }) : [];
  const state = { ...job, legs, reason };
  states.set(key, state);
  return state;
}

function whyNot(job: Table, contexts: Contexts, missing: string | undefined): string | undefined {
  const condition = job.if === undefined ? undefined : parseCondition(job.if);
  if (job.if !== undefined && !holds(job.if, contexts)) return `not when ${String(job.if)}`;
  const asks = condition !== undefined && asksForStatus(condition);
  return missing === undefined || asks ? undefined : `needs ${missing}, which does not run`;
}

function needsOf(job: Table): readonly string[] {
  if (typeof job.needs === 'string') return [job.needs];
  return Array.isArray(job.needs) ? job.needs.map(String) : [];
}

function skippedLegs(state: JobState, contexts: Contexts): readonly { leg: LegId; reason: string }[] {
  const started = new Set(state.legs.map(({ leg }) => leg));
  return legsOfJob(state.key, state.data, contexts, true)
    .filter(({ leg }) => !started.has(leg))
    .map(({ leg }) => ({ leg, reason: state.reason ?? 'not for this event' }));
}

function readLeg(
  file: WorkflowFile,
  state: JobState,
  leg: JobLeg,
  states: ReadonlyMap<string, JobState>,
): ReadLeg {
  const resolve = (job: string, output: string): string => outputText(states.get(job), output);
  return {
    leg: leg.leg,
    job: state.key,
    checkName: String(evaluateText(state.data.name ?? state.key, leg.contexts)),
    platform: leg.platform,
    ...contentOf(state.data, file.data, leg, resolve),
    needs: needsOf(state.data).flatMap((need) => (states.get(need)?.legs ?? []).map((other) => other.leg)),
    permissions: Object.fromEntries(
      Object.entries(tableOf(state.data.permissions)).map(([scope, access]) => [scope, String(access)]),
    ),
    approval: false,
    location: { path: file.path, line: state.line },
  };
}

/** `value(build@linux, version)`: by whose step the output is written, as the job that has it says. */
function outputText(state: JobState | undefined, output: string): string {
  const given = tableOf(state?.data.outputs)[output];
  for (const { leg, contexts } of state?.legs ?? []) {
    const value = evaluateText(given, contexts);
    if (value instanceof Unknown) return `value(${leg}, ${value.what.split('.').at(-1) ?? output})`;
  }
  return '';
}
