import type { Os, SystemName } from '../pipeline/config.ts';
import type { Pipeline, Trigger, Workflow } from '../pipeline/pipeline.ts';
import { type PipelineEvent, refOf } from '../plan/event.ts';
import { OS_ORDER, OS_TITLES, SYSTEM_ORDER } from '../plan/execution-matrix.ts';
import type { Claim, OwnershipProof } from '../plan/ownership.ts';
import { matchesAny } from '../plan/pattern.ts';

/** Events that set off the same, as people speak of them: pushes to `develop`, tags `v*`, pull requests to any other branch. */
export interface Occasion {
  readonly kind: Exclude<PipelineEvent['kind'], 'local'>;
  /** Names, patterns or schedules. Empty for manual starts, and for releases of every tag. */
  readonly refs: readonly string[];
  /** Branches or tags that no trigger names belong to it: `others` of those that are named, or `all` of them. */
  readonly rest: 'none' | 'others' | 'all';
  readonly reactions: readonly Reaction[];
}

/** What a workflow does in one system. */
export interface Reaction {
  readonly system: SystemName;
  readonly workflow: Workflow;
  readonly platforms: readonly Os[];
  /** In the order of the definition; a job that is not on all of these platforms says on which it is: `windows (Windows)`. */
  readonly jobTitles: readonly string[];
}

const KINDS: readonly Occasion['kind'][] = ['push', 'pull_request', 'tag', 'release', 'manual', 'schedule'];

/** Branches people ask about, whether a trigger names them or not. */
const FIRST = ['develop', 'main'];

/**
 * Everything that can happen, grouped by what it sets off: for each kind of event the names and patterns of the triggers, then the
 * rest. Pushes, pull requests and tags have an occasion even when nothing reacts to them: that is an answer too.
 */
export function occasionsOf(pipeline: Pipeline, proof: OwnershipProof): readonly Occasion[] {
  return KINDS.flatMap((kind) => occasionsOfKind(kind, pipeline, proof));
}

interface Group {
  readonly refs: string[];
  hasRest: boolean;
  readonly reactions: readonly Reaction[];
}

function occasionsOfKind(
  kind: Occasion['kind'],
  pipeline: Pipeline,
  proof: OwnershipProof,
): readonly Occasion[] {
  const groups = new Map<string, Group>();
  for (const { refs, claims } of happenings(kind, pipeline, proof)) {
    const reactions = reactionsOf(pipeline, claims);
    const key = JSON.stringify(
      reactions.map(({ system, workflow, ...what }) => [system, workflow.name, what]),
    );
    const group = groups.get(key) ?? { refs: [], hasRest: false, reactions };
    group.refs.push(...refs.filter((ref) => !group.refs.includes(ref)));
    group.hasRest ||= refs.length === 0;
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ refs, hasRest, reactions }): Occasion => {
      if (!hasRest) return { kind, refs, rest: 'none', reactions };
      if (groups.size === 1) return { kind, refs: [], rest: 'all', reactions };
      return { kind, refs, rest: 'others', reactions };
    })
    .sort((one, other) => rank(one) - rank(other));
}

function rank({ refs, rest }: Occasion): number {
  if (rest !== 'none') return FIRST.length + 1;
  const first = FIRST.findIndex((name) => refs.includes(name));
  return first === -1 ? FIRST.length : first;
}

interface Happening {
  /** How the triggers call it; empty when none names it. */
  readonly refs: readonly string[];
  readonly claims: readonly Claim[];
}

/** The events of the proof. Pull requests from forks set off what others do. */
function happenings(kind: Occasion['kind'], pipeline: Pipeline, proof: OwnershipProof): readonly Happening[] {
  return proof.events
    .filter((event) => event.kind === kind && !('fork' in event))
    .map((event) => {
      const claims = proof.claims.filter((claim) => sameEvent(claim.event, event));
      return { refs: refsOf(event, triggersOf(pipeline, kind)), claims };
    });
}

function sameEvent(one: PipelineEvent, other: PipelineEvent): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function triggersOf(pipeline: Pipeline, kind: Occasion['kind']): readonly Trigger[] {
  return pipeline.workflows.flatMap((workflow) => workflow.on).filter((trigger) => trigger.kind === kind);
}

/** The name itself where a trigger has it, else the patterns it stands for; those that every name matches say nothing. */
function refsOf(event: PipelineEvent, triggers: readonly Trigger[]): readonly string[] {
  if (event.kind === 'schedule') return [event.cron];
  const name = refOf(event);
  if (name === undefined) return [];
  const patterns = triggers.flatMap((trigger) => [
    ...patternsOf(trigger),
    ...(trigger.kind === 'push' ? (trigger.ignoreBranches ?? []) : []),
  ]);
  if (patterns.includes(name)) return [name];
  return [...new Set(patterns)].filter((pattern) => !isEverything(pattern) && matchesAny([pattern], name));
}

function patternsOf(trigger: Trigger): readonly string[] {
  if (trigger.kind === 'push' || trigger.kind === 'pull_request') return trigger.branches ?? [];
  return trigger.kind === 'tag' || trigger.kind === 'release' ? (trigger.tags ?? []) : [];
}

function isEverything(pattern: string): boolean {
  return ['*', '**', '/.*/', '/^.*$/'].includes(pattern);
}

function reactionsOf(pipeline: Pipeline, claims: readonly Claim[]): readonly Reaction[] {
  return SYSTEM_ORDER.flatMap((system) =>
    pipeline.workflows.flatMap((workflow): readonly Reaction[] => {
      const mine = claims.filter((claim) => claim.system === system && claim.workflow === workflow.name);
      if (mine.length === 0) return [];
      const platforms = platformsOf(mine);
      const jobTitles = pipeline.jobs.flatMap((job): readonly string[] => {
        const here = platformsOf(mine.filter((claim) => claim.job === job.name));
        if (here.length === 0) return [];
        return [here.length === platforms.length ? job.title : `${job.title} (${namesOfPlatforms(here)})`];
      });
      return [{ system, workflow, platforms, jobTitles }];
    }),
  );
}

function platformsOf(claims: readonly Claim[]): readonly Os[] {
  return OS_ORDER.filter((os) => claims.some((claim) => claim.platform.os === os));
}

/** `Linux, macOS`: for people. */
export function namesOfPlatforms(platforms: readonly Os[]): string {
  return platforms.map((os) => OS_TITLES[os]).join(', ');
}

/** `Push to develop`, `Pull request to main, other branches`: for people. `quote` is for names and patterns. */
export function titleOfOccasion(
  { kind, refs, rest }: Occasion,
  quote: (ref: string) => string = (ref) => ref,
): string {
  const named = (others: string): string =>
    [...refs.map(quote), ...(rest === 'others' ? [others] : [])].join(', ');
  switch (kind) {
    case 'push':
      return rest === 'all' ? 'Push to any branch' : `Push to ${named('other branches')}`;
    case 'pull_request':
      return rest === 'all' ? 'Pull request' : `Pull request to ${named('other branches')}`;
    case 'tag':
      return rest === 'all' ? 'Any tag' : `Tag ${named('other tags')}`;
    case 'release':
      return rest === 'all' ? 'Release published' : `Release of ${named('other tags')}`;
    case 'manual':
      return 'Started by hand';
    case 'schedule':
      return `Schedule ${named('')} (UTC)`;
    default:
      return kind satisfies never;
  }
}
