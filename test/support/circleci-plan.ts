import { matrixVariable } from '../../src/pipeline/matrix-variable.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import type { PipelineEvent } from '../../src/plan/event.ts';
import { planEvent } from '../../src/plan/make-plan.ts';
import type { PlannedEnvEntry, PlannedJob } from '../../src/plan/plan.ts';
import type { ReadBack } from '../../src/providers/provider.ts';

/** A leg, by what both the plan and a file say of it. */
export interface LegFacts {
  readonly leg: string;
  readonly platform: string;
  readonly commands: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly needs: readonly string[];
  readonly secrets: readonly string[];
  readonly approval: boolean;
}

type ByLeg = Readonly<Record<string, LegFacts>>;

/** What the definition says that CircleCI runs for an event, by `workflow/leg`. */
export function plannedFacts(pipeline: Pipeline, event: PipelineEvent): ByLeg {
  const facts: Record<string, LegFacts> = {};
  for (const { workflow, plan } of planEvent(pipeline, event)) {
    const own = (plan?.jobs ?? []).filter((job) => job.owner === 'circleci');
    const ids = new Set(own.map((job) => job.id));
    for (const job of own) facts[`${workflow.name.toLowerCase()}/${job.id}`] = factsOf(job, ids, event);
  }
  return facts;
}

function factsOf(job: PlannedJob, ids: ReadonlySet<string>, event: PipelineEvent): LegFacts {
  const toolchains = job.toolchains.flatMap((one) => (one.prepare ? [] : Object.entries(one.env ?? {})));
  const entries = [...job.env, ...job.steps.flatMap((step) => step.env)];
  return {
    leg: job.id,
    platform: JSON.stringify(job.platform),
    commands: job.steps.map((step) => step.run),
    env: sorted({
      ...Object.fromEntries(Object.entries(job.matrix).map(([axis, text]) => [matrixVariable(axis), text])),
      ...(job.shard && { LOCKSTEP_SHARD: `${job.shard.index}`, LOCKSTEP_SHARDS: `${job.shard.total}` }),
      ...Object.fromEntries(toolchains.filter(([, value]) => !value.startsWith('./'))),
      ...Object.fromEntries(entries.flatMap((one) => variable(one, event))),
    }),
    needs: job.needs
      .map((need) => need.id)
      .filter((id) => ids.has(id))
      .sort(),
    secrets: [...job.secrets].sort(),
    approval: job.approval,
  };
}

function variable(entry: PlannedEnvEntry, event: PipelineEvent): readonly (readonly [string, string])[] {
  if (entry.kind === 'text') return [[entry.name, entry.text]];
  if (entry.kind === 'value') return [[entry.name, `value(${entry.leg}, ${entry.value})`]];
  if (entry.kind === 'input') return [[entry.name, entry.default]];
  return [[entry.name, event.kind === 'tag' ? event.tag : '']];
}

/** The same of what was read back. */
export function readFacts(read: ReadBack, event: PipelineEvent): ByLeg {
  const facts: Record<string, LegFacts> = {};
  for (const workflow of read.workflows)
    for (const leg of workflow.react(event).runs)
      facts[`${workflow.name}/${leg.leg}`] = {
        leg: leg.leg,
        platform: JSON.stringify(leg.platform),
        commands: leg.commands,
        env: sorted(leg.env),
        needs: [...leg.needs].sort(),
        secrets: [...leg.secrets].sort(),
        approval: leg.approval,
      };
  return facts;
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Events that a definition may tell apart: those of its own triggers, and some that none of them means. */
export function eventsOf(pipeline: Pipeline): readonly PipelineEvent[] {
  const branches = ['main', 'develop', 'release/1.0', 'feature/x', 'elsewhere'];
  const crons = pipeline.workflows.flatMap((workflow) =>
    workflow.on.flatMap((trigger) => (trigger.kind === 'schedule' ? [trigger.cron] : [])),
  );
  return [
    ...branches.map((branch) => ({ kind: 'push', branch }) as const),
    ...branches.map((base) => ({ kind: 'pull_request', base, head: 'feature/y' }) as const),
    { kind: 'pull_request', base: 'main', head: 'develop' },
    ...['v1.2.3', 'v2', 'nightly'].map((tag) => ({ kind: 'tag', tag }) as const),
    { kind: 'release', tag: 'v1.2.3' },
    { kind: 'manual' },
    ...[...new Set([...crons, '1 2 3 4 5'])].map((cron) => ({ kind: 'schedule', cron }) as const),
  ];
}
