import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SystemName } from '../pipeline/config.ts';
import { type Job, type Pipeline, parsePlatform, type Trigger, type Workflow } from '../pipeline/pipeline.ts';
import { includesPlatform } from '../pipeline/platform-match.ts';
import { jobOfLeg } from './legs.ts';
import { makePlan } from './make-plan.ts';
import type { LegId, PlannedJob } from './plan.ts';

/** What one CI system runs of one workflow: what its file has to say. */
export interface SystemWorkflow {
  readonly workflow: Workflow;
  readonly system: SystemName;
  /** The triggers that start a leg in this system, each with the legs it starts. */
  readonly triggers: readonly { readonly trigger: Trigger; readonly legs: ReadonlySet<LegId> }[];
  /** In the order of the definition; every job after those it needs is not promised. */
  readonly jobs: readonly SystemJob[];
}

/** A job with the legs of it that this system owns. Their needs name only legs of this system. */
export interface SystemJob {
  readonly job: Job;
  readonly legs: readonly PlannedJob[];
}

export interface SystemPlan {
  readonly workflows: readonly SystemWorkflow[];
  /** Needs that reach into the other system. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Divides the triggered workflows of a pipeline: what this system owns of each. */
export function systemPlan(pipeline: Pipeline, system: SystemName): SystemPlan {
  const workflows: SystemWorkflow[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const workflow of pipeline.workflows) {
    if (workflow.on.length === 0) continue;
    const plan = makePlan(pipeline, { event: { kind: 'local' }, workflow: workflow.name });
    const own = plan.jobs.filter((leg) => leg.owner === system);
    const ids = new Set(own.map((leg) => leg.id));
    const wanted = workflow.on.map((trigger) => ({ trigger, legs: legsOf(trigger, own) }));
    const started = startedLegs(own, new Set(wanted.flatMap(({ legs }) => [...legs])));
    const triggers = wanted
      .map(({ trigger, legs }) => ({ trigger, legs: new Set([...legs].filter((id) => started.has(id))) }))
      .filter(({ legs }) => legs.size > 0);
    diagnostics.push(...farNeedsOf(pipeline, workflow, ids));
    if (triggers.length === 0) continue;
    const jobs = pipeline.jobs.flatMap((job): SystemJob[] => {
      const legs = own.filter((leg) => leg.job === job.name && started.has(leg.id));
      const near = legs.map((leg) => ({ ...leg, needs: leg.needs.filter((need) => ids.has(need.id)) }));
      return near.length === 0 ? [] : [{ job, legs: near }];
    });
    workflows.push({ workflow, system, triggers, jobs });
  }
  return { workflows, diagnostics };
}

function legsOf(trigger: Trigger, legs: readonly PlannedJob[]): ReadonlySet<LegId> {
  const platforms = trigger.platforms?.map(parsePlatform);
  return new Set(legs.filter((leg) => includesPlatform(platforms, leg.platform)).map((leg) => leg.id));
}

/** Less those that need a job of which no leg of this system is ever started. */
function startedLegs(own: readonly PlannedJob[], wanted: ReadonlySet<LegId>): ReadonlySet<LegId> {
  const started = new Set<LegId>();
  const here = new Set(own.map((leg) => leg.id));
  // Every leg comes after those it needs.
  for (const leg of own) {
    const near = [...needsByJob(leg).values()].map((ids) => ids.filter((id) => here.has(id)));
    const met = near.every((ids) => ids.length === 0 || ids.some((id) => started.has(id)));
    if (wanted.has(leg.id) && met) started.add(leg.id);
  }
  return started;
}

function needsByJob(leg: PlannedJob): ReadonlyMap<string, readonly LegId[]> {
  const byJob = new Map<string, LegId[]>();
  for (const { id } of leg.needs) {
    const job = jobOfLeg(id);
    byJob.set(job, [...(byJob.get(job) ?? []), id]);
  }
  return byJob;
}

/** By trigger: one for some platforms may leave only the other system's legs of a need. */
function farNeedsOf(pipeline: Pipeline, workflow: Workflow, own: ReadonlySet<LegId>): readonly Diagnostic[] {
  const found = workflow.on.flatMap(({ platforms }) => {
    const plan = makePlan(pipeline, {
      event: { kind: 'local' },
      workflow: workflow.name,
      platforms: platforms?.map(parsePlatform),
    });
    return plan.jobs.filter((leg) => own.has(leg.id)).flatMap((leg) => farNeeds(leg, own, workflow));
  });
  return [...new Map(found.map((one) => [one.message, one])).values()];
}

/** A need of which every leg is in the other system cannot be waited for. A part of "all legs" being there is what the user asked for. */
function farNeeds(leg: PlannedJob, own: ReadonlySet<LegId>, workflow: Workflow): readonly Diagnostic[] {
  return [...needsByJob(leg)].flatMap(([job, ids]): readonly Diagnostic[] => {
    if (ids.some((id) => own.has(id))) return [];
    return [
      {
        code: 'need-across-systems',
        severity: 'error',
        message: `In workflow '${workflow.name}' ${leg.id} runs on one CI system and ${ids.join(', ')}, which it needs, on the other: neither can wait for the other's jobs.`,
        at: ['jobs', leg.job, 'needs'],
        fix: `Give both platforms to one owner, or let '${leg.job}' run only where '${job}' does.`,
      },
    ];
  });
}
