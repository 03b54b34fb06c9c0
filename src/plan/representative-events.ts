import type { Pipeline, Trigger } from '../pipeline/pipeline.ts';
import type { PipelineEvent } from './event.ts';
import { compilePattern, isRegex } from './pattern.ts';

/** Names that stand for what people really push and tag; a pattern that matches none of them has a sample made from it. */
const USUAL_BRANCHES = ['main', 'develop', 'some-feature'];
const USUAL_TAGS = ['v1.2.3', '1.2.3', 'v1.2.3-rc.1', 'nightly'];

/**
 * Events that between them reach every trigger of a pipeline, and some that should reach none: a branch nobody names, a tag that is no
 * version. Two events that no trigger can tell apart are represented by one, apart from the names everybody asks about.
 */
export function representativeEvents(pipeline: Pipeline): readonly PipelineEvent[] {
  const triggers = pipeline.workflows.flatMap((workflow) => workflow.on);
  const branches = namesFor(
    triggers.flatMap((trigger) => (trigger.kind === 'push' ? trigger.branches : [])),
    USUAL_BRANCHES,
  );
  const bases = namesFor(
    triggers.flatMap((trigger) => (trigger.kind === 'pull_request' ? (trigger.branches ?? []) : [])),
    ['main', 'develop'],
  );
  const tags = namesFor(
    triggers.flatMap((trigger) =>
      trigger.kind === 'tag' || trigger.kind === 'release' ? (trigger.tags ?? []) : [],
    ),
    USUAL_TAGS,
  );
  const crons = new Set(triggers.flatMap((trigger) => (trigger.kind === 'schedule' ? [trigger.cron] : [])));
  return [
    ...branches.map((branch): PipelineEvent => ({ kind: 'push', branch })),
    ...bases.map((base): PipelineEvent => ({ kind: 'pull_request', base })),
    ...bases.map((base): PipelineEvent => ({ kind: 'pull_request', base, fork: true })),
    ...tags.map((tag): PipelineEvent => ({ kind: 'tag', tag })),
    ...(triggers.some(isRelease) ? tags.map((tag): PipelineEvent => ({ kind: 'release', tag })) : []),
    ...(triggers.some((trigger) => trigger.kind === 'manual') ? [{ kind: 'manual' } as const] : []),
    ...[...crons].map((cron): PipelineEvent => ({ kind: 'schedule', cron })),
  ];
}

function isRelease(trigger: Trigger): boolean {
  return trigger.kind === 'release';
}

function namesFor(patterns: readonly string[], usual: readonly string[]): readonly string[] {
  const names = new Set(usual);
  for (const pattern of patterns) {
    const matches = compilePattern(pattern);
    if ([...names].some((name) => matches(name) && !isLiteral(pattern))) continue;
    const sample = sampleOf(pattern);
    if (sample !== undefined && matches(sample)) names.add(sample);
  }
  return [...names];
}

function isLiteral(pattern: string): boolean {
  return !isRegex(pattern) && !/[*?[\]{}]/.test(pattern);
}

/** A name that a glob matches. Of a regular expression none is made: the usual names must do. */
function sampleOf(pattern: string): string | undefined {
  if (isRegex(pattern)) return undefined;
  return pattern
    .replaceAll('**', 'x')
    .replace(/\{([^,}]*)[^}]*\}/g, '$1')
    .replace(/\[!?([^\]])[^\]]*\]/g, '$1')
    .replace(/[*?]/g, 'x');
}
