import assert from 'node:assert/strict';
import { renderDiagnostics } from '../diagnostics/render-diagnostic.ts';
import type { SystemName } from '../pipeline/config.ts';
import { matrixVariable } from '../pipeline/matrix-variable.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { describeEvent, type PipelineEvent } from '../plan/event.ts';
import { jobOfLeg } from '../plan/legs.ts';
import { planEvent } from '../plan/make-plan.ts';
import type { LegId, PlannedEnvEntry, PlannedJob } from '../plan/plan.ts';
import { systemPlan } from '../plan/system-plan.ts';
import type { Emission, Provider, Reaction, ReadLeg } from './provider.ts';

export const EVENTS: readonly PipelineEvent[] = [
  { kind: 'push', branch: 'main' },
  { kind: 'push', branch: 'develop', changedFiles: ['README.md'] },
  { kind: 'push', branch: 'release/1/2', changedFiles: ['src/a.ts'] },
  { kind: 'push', branch: 'tmp/x' },
  { kind: 'pull_request', base: 'main', changedFiles: ['src/deep/file.py'] },
  { kind: 'pull_request', base: 'main', changedFiles: ['a/x/b.d'] },
  { kind: 'pull_request', base: 'other', changedFiles: ['docs/deep/a.md'] },
  { kind: 'pull_request', base: 'main', changedFiles: ['Makefile'] },
  { kind: 'tag', tag: 'v1.2.3' },
  { kind: 'tag', tag: 'nightly' },
  { kind: 'release', tag: 'v1.2.3' },
  { kind: 'release', tag: 'nightly' },
  { kind: 'manual' },
  { kind: 'manual', inputs: { version: '1.2.0', channel: 'stable', dry: 'false' } },
  { kind: 'schedule', cron: '0 3 * * *' },
  { kind: 'schedule', cron: '0 4 * * *' },
];

/**
 * For every event: the same legs, commands, variables, secrets; every edge of the plan is there, and none to another job.
 * Returns how many legs were compared: a definition that no event sets off proves nothing.
 */
export function assertReadBack(provider: Provider, pipeline: Pipeline, emission: Emission): number {
  const errors = emission.diagnostics.filter((one) => one.severity === 'error');
  assert.equal(errors.length, 0, renderDiagnostics(errors));
  const back = provider.read(emission.files);
  assert.equal(back.diagnostics.length, 0, renderDiagnostics(back.diagnostics));
  const emitted = systemPlan(pipeline, provider.name).workflows.map(
    ({ workflow }) => workflow.name as string,
  );
  assert.deepEqual(back.workflows.map(({ name }) => name).toSorted(), emitted.toSorted());
  let compared = 0;
  for (const event of EVENTS) {
    for (const { workflow, plan } of planEvent(pipeline, event)) {
      const read = back.workflows.find(({ name }) => name === workflow.name);
      const reaction: Reaction = read?.react(event) ?? { silent: 'not emitted', runs: [], skipped: [] };
      const planned = (plan?.jobs ?? []).filter((leg) => leg.owner === provider.name);
      const context: string = `${workflow.name}, ${describeEvent(event)}: ${reaction.silent ?? ''}\n${emission.files.map((file) => file.text).join('\n')}`;
      assert.deepEqual(
        reaction.runs.map(({ leg }) => leg).toSorted(),
        planned.map(({ id }) => id).toSorted(),
        context,
      );
      compared += reaction.runs.length;
      for (const leg of reaction.runs)
        assertLeg(
          leg,
          planned.find(({ id }) => id === leg.leg),
          planned,
          { event, context, system: provider.name },
        );
    }
  }
  return compared;
}

function assertLeg(
  read: ReadLeg,
  leg: PlannedJob | undefined,
  planned: readonly PlannedJob[],
  {
    event,
    context,
    system,
  }: { readonly event: PipelineEvent; readonly context: string; readonly system: SystemName },
): void {
  assert.ok(leg !== undefined, `${read.leg} was not planned`);
  assert.deepEqual([read.job, read.platform], [leg.job, leg.platform], context);
  assert.deepEqual(
    read.commands,
    leg.steps.map((step) => step.run),
    context,
  );
  assert.deepEqual([...read.secrets].toSorted(), [...leg.secrets].toSorted(), context);
  if (system === 'circleci') assert.equal(read.approval, leg.approval, context);
  const own = new Set(planned.map(({ id }) => id));
  const needs = leg.needs.map(({ id }) => id).filter((id) => own.has(id));
  assert.deepEqual(
    needs.filter((id) => !read.needs.includes(id)),
    [],
    `${read.leg} does not wait for all it needs\n${context}`,
  );
  const jobs = (ids: readonly LegId[]): readonly string[] => [...new Set(ids.map(jobOfLeg))].toSorted();
  assert.deepEqual(jobs(read.needs), jobs(needs), context);
  const wanted = variables(leg, event);
  const actual = Object.fromEntries(Object.entries(read.env).filter(([name]) => name in wanted));
  assert.deepEqual(actual, wanted, `${read.leg}\n${context}`);
  const fromTools = new Set(leg.toolchains.flatMap((toolchain) => Object.keys(toolchain.env ?? {})));
  const surplus = Object.keys(read.env).filter(
    (name) => !(name in wanted) && !fromTools.has(name) && !/^(MATRIX|LOCKSTEP)/.test(name),
  );
  assert.deepEqual(
    surplus.filter((name) => read.env[name] !== ''),
    [],
    context,
  );
  assert.ok(read.location.line > 0);
}

/** What the definition gives a leg, a later step's over an earlier one's; a value handed on as `value(<leg>, <name>)`. */
function variables(leg: PlannedJob, event: PipelineEvent): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const [axis, text] of Object.entries(leg.matrix)) env[matrixVariable(axis)] = text;
  if (leg.shard !== undefined) {
    env.LOCKSTEP_SHARD = String(leg.shard.index);
    env.LOCKSTEP_SHARDS = String(leg.shard.total);
  }
  for (const entry of [...leg.env, ...leg.steps.flatMap((step) => step.env)])
    env[entry.name] = wordFor(entry, event);
  return env;
}

/** A variable as the event makes it; one that only the run knows as a word for it. */
function wordFor(entry: PlannedEnvEntry, event: PipelineEvent): string {
  switch (entry.kind) {
    case 'text':
      return entry.text;
    case 'value':
      return `value(${entry.leg}, ${entry.value})`;
    case 'input':
      return (event.kind === 'manual' ? event.inputs?.[entry.input] : undefined) ?? entry.default;
    case 'tag':
      return event.kind === 'tag' || event.kind === 'release' ? event.tag : '';
    default:
      return entry satisfies never;
  }
}
