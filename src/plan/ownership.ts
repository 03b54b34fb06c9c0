import type { Diagnostic, PropertyPath } from '../diagnostics/diagnostic.ts';
import type { Category, OwnershipException, SystemName } from '../pipeline/config.ts';
import {
  formatPlatform,
  type Job,
  type Pipeline,
  type Platform,
  parsePlatform,
} from '../pipeline/pipeline.ts';
import { jobsOf, platformsIn, platformsOverlap } from '../pipeline/platform-match.ts';
import { SYSTEM_TITLES } from '../pipeline/system-titles.ts';
import { describeEvent, type PipelineEvent, refOf } from './event.ts';
import { planEvent } from './make-plan.ts';
import type { LegId } from './plan.ts';
import { representativeEvents } from './representative-events.ts';

/** That a system runs a leg for an event. */
export interface Claim {
  readonly event: PipelineEvent;
  readonly system: SystemName;
  readonly workflow: string;
  readonly leg: LegId;
  readonly job: string;
  readonly platform: Platform;
  /** Where that is written, for a claim read from a file. */
  readonly location?: { readonly path: string; readonly line: number } | undefined;
}

export interface OwnershipProof {
  readonly events: readonly PipelineEvent[];
  readonly claims: readonly Claim[];
  /** Claims that meet, and the reason given for it. */
  readonly exceptions: readonly {
    readonly claims: readonly Claim[];
    readonly exception: OwnershipException;
  }[];
  /** Nothing twice, nobody left out, nothing tested again on a tag: otherwise an error for each. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What the definition itself says; the emitted files must say the same. */
export function claimsOf(pipeline: Pipeline, event: PipelineEvent): readonly Claim[] {
  return planEvent(pipeline, event).flatMap(({ workflow, plan }) =>
    (plan?.jobs ?? []).flatMap((leg): Claim[] => {
      if (leg.owner === undefined) return [];
      const { id, job, platform, owner: system } = leg;
      return [{ event, system, workflow: workflow.name, leg: id, job, platform }];
    }),
  );
}

/**
 * Proves for every representative event that each check × platform has exactly one owner, that every check is somebody's, and that
 * tags do not test again. `claimsFor` tells who runs what: by the definition, or by files read back.
 */
export function proveOwnership(
  pipeline: Pipeline,
  claimsFor: (event: PipelineEvent) => readonly Claim[] = (event) => claimsOf(pipeline, event),
): OwnershipProof {
  const { events, unread } = representativeEvents(pipeline);
  const claims = events.flatMap((event) => claimsFor(event));
  const { diagnostics, exceptions } = findMeetings(pipeline, claims);
  return {
    events,
    claims,
    exceptions,
    diagnostics: [
      ...diagnostics,
      ...unread.flatMap((pattern) => unprovedPattern(pipeline, pattern)),
      ...findOrphans(pipeline, claims),
      ...findRetests(pipeline, claims),
    ],
  };
}

function findMeetings(
  pipeline: Pipeline,
  claims: readonly Claim[],
): Pick<OwnershipProof, 'diagnostics' | 'exceptions'> {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    const key = `${JSON.stringify(claim.event)} ${claim.leg}`;
    groups.set(key, [...(groups.get(key) ?? []), claim]);
  }
  const meetings = new Map<string, Claim[][]>();
  const exceptions: { claims: readonly Claim[]; exception: OwnershipException }[] = [];
  for (const group of groups.values()) {
    const [first, second] = group;
    if (first === undefined || second === undefined) continue;
    const exception = pipeline.exceptions.find((candidate) => covers(candidate, first));
    if (exception !== undefined) exceptions.push({ claims: group, exception });
    else {
      const key = `${first.workflow} ${second.workflow}`;
      meetings.set(key, [...(meetings.get(key) ?? []), group]);
    }
  }
  return { diagnostics: [...meetings.values()].map(meeting), exceptions };
}

/** One sentence for each pair of workflows, however many checks meet in them and on however many events. */
function meeting(groups: readonly (readonly Claim[])[]): Diagnostic {
  const [first, second] = groups[0] as readonly [Claim, Claim];
  const event = describeEvent(first.event);
  const legs = [
    ...new Set(
      groups.filter(([claim]) => claim && describeEvent(claim.event) === event).map(([claim]) => claim?.leg),
    ),
  ];
  const what = legs.length === 1 ? `${legs[0]} runs` : `${legs.length} checks run`;
  const list = legs.length === 1 ? '' : ` (${legs.join(', ')})`;
  const place = (claim: Claim): string => `workflow '${claim.workflow}' on ${SYSTEM_TITLES[claim.system]}`;
  return {
    code: 'runs-twice',
    severity: 'error',
    message: `On ${event} ${what} twice, in ${place(first)} and in ${place(second)}${list}.`,
    at: ['workflows', first.workflow],
    atKey: true,
    related: [{ message: `and here, in workflow '${second.workflow}'`, at: ['workflows', second.workflow] }],
    fix: "Let one of the triggers name its platforms, such as push({ branches: ['main'], platforms: ['windows'] }), or declare an exception with its reason.",
  };
}

function covers(exception: OwnershipException, { event, job, platform }: Claim): boolean {
  if (exception.on !== event.kind) return false;
  if (exception.jobs !== '*' && !exception.jobs.includes(job)) return false;
  if (!platformsOverlap(parsePlatform(exception.platform), platform)) return false;
  return exception.ref === undefined || exception.ref === refOf(event);
}

/** At the first trigger that has it: one answer mends them all. */
function unprovedPattern(pipeline: Pipeline, pattern: string): readonly Diagnostic[] {
  for (const workflow of pipeline.workflows)
    for (const [index, trigger] of workflow.on.entries())
      for (const [key, value] of Object.entries(trigger)) {
        const at = ['workflows', workflow.name, 'on', index, key];
        if (Array.isArray(value) && value.includes(pattern))
          return [unproved(pattern, [...at, value.indexOf(pattern)])];
      }
  return [];
}

function unproved(pattern: string, at: PropertyPath): Diagnostic {
  return {
    code: 'unproved-pattern',
    severity: 'error',
    message: `What the pattern ${pattern} has in common with the other patterns cannot be worked out, so nothing proves that no check runs twice there.`,
    at,
    fix: "Write it as a glob, or without word boundaries, Unicode classes, '\\Q…\\E' and flags.",
  };
}

/** Jobs that no event starts, and platforms of a workflow that no trigger of it reaches. */
function findOrphans(pipeline: Pipeline, claims: readonly Claim[]): readonly Diagnostic[] {
  const triggered = pipeline.workflows.filter((workflow) => workflow.on.length > 0);
  if (triggered.length === 0) return [];
  const byHand = new Set(
    pipeline.workflows
      .filter((workflow) => workflow.on.length === 0)
      .flatMap((workflow) => workflow.jobs ?? []),
  );
  const orphans = pipeline.jobs.filter(
    (job) => !byHand.has(job.name) && !claims.some((claim) => claim.job === job.name),
  );
  const unreached = triggered.flatMap((workflow) =>
    jobsOf(pipeline, workflow).flatMap((job) => {
      const mine = claims.filter((claim) => claim.workflow === workflow.name && claim.job === job.name);
      const missing = platformsIn(workflow, job).filter(
        (platform) => !mine.some((claim) => platformsOverlap(claim.platform, platform)),
      );
      return mine.length > 0 && missing.length > 0 ? [unreachedPlatform(workflow.name, job, missing)] : [];
    }),
  );
  return [...orphans.map(orphan), ...unreached];
}

function orphan(job: Job): Diagnostic {
  return {
    code: 'orphan-check',
    severity: 'error',
    message: `No event starts job '${job.name}': no workflow with a trigger has it.`,
    at: ['jobs', job.name],
    atKey: true,
    fix: `Add '${job.name}' to a workflow with a trigger; or, if it is for people alone, name it in a workflow without one.`,
  };
}

function unreachedPlatform(workflow: string, job: Job, missing: readonly Platform[]): Diagnostic {
  return {
    code: 'orphan-check',
    severity: 'error',
    message: `Workflow '${workflow}' is for ${missing.map(formatPlatform).join(', ')} too, but none of its triggers ever starts '${job.name}' there.`,
    at: ['workflows', workflow, 'platforms'],
    fix: 'Add the platform to a trigger, or take it out of the workflow.',
  };
}

/** What main has proved already. Building, scanning and publishing are a tag's own work. */
const TESTS: ReadonlySet<Category> = new Set<Category>([
  ...(['lint', 'types', 'unit', 'integration', 'regression', 'e2e', 'platform', 'benchmark'] as const),
]);

function findRetests(pipeline: Pipeline, claims: readonly Claim[]): readonly Diagnostic[] {
  const categories = new Map(pipeline.jobs.map((job) => [String(job.name), job.category]));
  const found = new Map<string, Diagnostic>();
  for (const claim of claims) {
    const category = categories.get(claim.job);
    const { event } = claim;
    if ((event.kind !== 'tag' && event.kind !== 'release') || category === undefined || !TESTS.has(category))
      continue;
    const key = `${claim.workflow} ${claim.job}`;
    if (found.has(key) || pipeline.exceptions.some((exception) => covers(exception, claim))) continue;
    found.set(key, {
      code: 'tag-retests',
      severity: 'error',
      message: `On ${describeEvent(event)} workflow '${claim.workflow}' runs '${claim.job}' (${category}) again, which main has proved already.`,
      at: ['workflows', claim.workflow, 'jobs'],
      fix: `Take '${claim.job}' out of the workflow, or out of the needs of its jobs; or declare an exception with its reason.`,
    });
  }
  return [...found.values()];
}
