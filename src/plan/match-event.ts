import { type Platform, parsePlatform, type Trigger, type Workflow } from '../pipeline/pipeline.ts';
import type { PipelineEvent } from './event.ts';
import { matchesAny } from './pattern.ts';

/** Whether a workflow reacts to an event, and in words why or why not. */
export interface EventMatch {
  readonly fires: boolean;
  readonly reason: string;
  /** Where it runs then: the platforms of the triggers that fire; undefined for all of the workflow's. */
  readonly platforms: readonly Platform[] | undefined;
}

/** Decides by the workflow's triggers alone; one that fires is enough. */
export function matchEvent(workflow: Workflow, event: PipelineEvent): EventMatch {
  if (event.kind === 'local') return { fires: true, reason: 'asked for here', platforms: undefined };
  const sameKind = workflow.on.filter((trigger) => trigger.kind === event.kind);
  if (sameKind.length === 0)
    return { fires: false, reason: `no ${event.kind.replace('_', ' ')} trigger`, platforms: [] };
  const misses = sameKind.map((trigger) => ({ trigger, miss: whyNot(trigger, event) }));
  const firing = misses.filter(({ miss }) => miss === undefined).map(({ trigger }) => trigger);
  const [first] = firing;
  if (first === undefined) return { fires: false, reason: misses.at(-1)?.miss ?? '', platforms: [] };
  return { fires: true, reason: describeTrigger(first), platforms: platformsOfTriggers(firing) };
}

/** All that any of the triggers names; undefined as soon as one of them is for every platform. */
function platformsOfTriggers(triggers: readonly Trigger[]): readonly Platform[] | undefined {
  const named = triggers.map((trigger) => trigger.platforms);
  if (named.some((platforms) => platforms === undefined)) return undefined;
  return [...new Set(named.flatMap((platforms) => platforms ?? []))].map(parsePlatform);
}

/** Undefined when the trigger fires. The kinds are known to be the same. */
function whyNot(trigger: Trigger, event: PipelineEvent): string | undefined {
  if (trigger.kind === 'push' && event.kind === 'push') {
    if (!matchesAny(trigger.branches, event.branch))
      return `branch ${event.branch} is not ${trigger.branches.join(' or ')}`;
    if (matchesAny(trigger.ignoreBranches ?? [], event.branch)) return `branch ${event.branch} is ignored`;
    return whyNotPaths(trigger.paths, event.changedFiles);
  }
  if (trigger.kind === 'pull_request' && event.kind === 'pull_request') {
    if (trigger.branches !== undefined && !matchesAny(trigger.branches, event.base))
      return `base ${event.base} is not ${trigger.branches.join(' or ')}`;
    return whyNotPaths(trigger.paths, event.changedFiles);
  }
  if (trigger.kind === 'tag' && event.kind === 'tag') return whyNotTag(trigger.tags, event.tag);
  if (trigger.kind === 'release' && event.kind === 'release')
    return trigger.tags === undefined ? undefined : whyNotTag(trigger.tags, event.tag);
  if (trigger.kind === 'schedule' && event.kind === 'schedule')
    return trigger.cron === event.cron ? undefined : `its schedule is ${trigger.cron}`;
  return undefined;
}

function whyNotTag(patterns: readonly string[], tag: string): string | undefined {
  return matchesAny(patterns, tag) ? undefined : `tag ${tag} is not ${patterns.join(' or ')}`;
}

/** Without a list of changed files everything may have changed, so a path filter holds nothing back. */
function whyNotPaths(
  paths: readonly string[] | undefined,
  changed: readonly string[] | undefined,
): string | undefined {
  if (paths === undefined || changed === undefined) return undefined;
  if (changed.some((file) => matchesAny(paths, file))) return undefined;
  return `no changed file is in ${paths.join(', ')}`;
}

/** `push to develop`, `pull request to main, develop`: for people. */
export function describeTrigger(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'push':
      return `push to ${trigger.branches.join(', ')}`;
    case 'pull_request':
      return `pull request${trigger.branches === undefined ? '' : ` to ${trigger.branches.join(', ')}`}`;
    case 'tag':
      return `tag ${trigger.tags.join(', ')}`;
    case 'release':
      return 'release published';
    case 'manual':
      return 'manual start';
    case 'schedule':
      return `schedule ${trigger.cron}`;
    default:
      return trigger satisfies never;
  }
}
