import type { Pipeline, Trigger } from '../pipeline/pipeline.ts';
import { distinguishableNames } from './distinguishable-names.ts';
import type { PipelineEvent } from './event.ts';
import { compilePattern, isLiteral, isRegex, regexOf } from './pattern.ts';
import { type RegexTree, readRegex } from './regex-tree.ts';

const SOME_NAME = 'some-feature';

/** Names that stand for what people really push and tag; only what a pattern treats differently from all of them is added. */
const USUAL_BRANCHES = ['main', 'develop', SOME_NAME];
const USUAL_TAGS = ['v1.2.3', '1.2.3', 'v1.2.3-rc.1', 'nightly'];

export interface Representation {
  readonly events: readonly PipelineEvent[];
  /** Patterns that cannot be followed: what names beside the usual ones they match is not known, and nothing is proved for them. */
  readonly unread: readonly string[];
}

/**
 * Events that between them reach every combination of triggers of a pipeline that one event can reach, and some that should reach
 * none: a branch nobody names, a tag that is no version. An event that is not among them is treated like one that is.
 */
export function representativeEvents(pipeline: Pipeline): Representation {
  const triggers = pipeline.workflows.flatMap((workflow) => workflow.on);
  const branches = namesFor(triggers.flatMap(pushPatterns), USUAL_BRANCHES);
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
  const events: readonly PipelineEvent[] = [
    ...branches.names.map((branch): PipelineEvent => ({ kind: 'push', branch })),
    ...bases.names.map((base): PipelineEvent => ({ kind: 'pull_request', base })),
    ...bases.names.map((base): PipelineEvent => ({ kind: 'pull_request', base, fork: true })),
    ...tags.names.map((tag): PipelineEvent => ({ kind: 'tag', tag })),
    ...(triggers.some(isRelease) ? tags.names.map((tag): PipelineEvent => ({ kind: 'release', tag })) : []),
    ...(triggers.some((trigger) => trigger.kind === 'manual') ? [{ kind: 'manual' } as const] : []),
    ...[...crons].map((cron): PipelineEvent => ({ kind: 'schedule', cron })),
  ];
  return { events, unread: [...new Set([branches, bases, tags].flatMap(({ unread }) => unread))] };
}

function pushPatterns(trigger: Trigger): readonly string[] {
  return trigger.kind === 'push' ? [...trigger.branches, ...(trigger.ignoreBranches ?? [])] : [];
}

function isRelease(trigger: Trigger): boolean {
  return trigger.kind === 'release';
}

interface Names {
  readonly names: readonly string[];
  readonly unread: readonly string[];
}

/** git-check-ref-format(1), less what makes no difference here: `@{`, a leading `-`, a trailing `.lock`. */
const CHARACTER = '[^\\x00-\\x20\\x7F~^:?*\\[\\\\/.]';
const PART = `${CHARACTER}(?:\\.?${CHARACTER})*`;
const REF_NAME = readRegex(`${PART}(?:/${PART})*`);

function namesFor(patterns: readonly string[], usual: readonly string[]): Names {
  const different = [...new Set(patterns)];
  const matchers = different.map((pattern) => compilePattern(pattern));
  const names = new Map<string, string>();
  const add = (name: string): void => {
    const matched = matchers.map((matches) => matches(name)).join();
    if (!names.has(matched)) names.set(matched, name);
  };
  // A name that is at hand reads better than one that is made up.
  for (const name of [...usual, ...different.filter(isLiteral), SOME_NAME]) add(name);
  for (const glob of different.filter((pattern) => !isRegex(pattern))) add(exampleOf(glob));
  const trees = different.map((pattern) => readRegex(regexOf(pattern)));
  const read = trees.filter((tree): tree is RegexTree => tree !== undefined);
  if (REF_NAME === undefined) throw new Error('Internal error: the form of a ref cannot be read');
  const found = distinguishableNames(REF_NAME, read);
  for (const name of found ?? []) add(name);
  const unread = different.filter(
    (pattern, index) => trees[index] === undefined || (found === undefined && !isLiteral(pattern)),
  );
  return { names: [...new Set([...usual, ...names.values()])], unread };
}

/** What somebody would give as an example of a glob; whether it matches is for the matcher to say. */
function exampleOf(glob: string): string {
  return glob
    .replaceAll('**', 'x')
    .replace(/\{([^,}]*)[^}]*\}/g, '$1')
    .replace(/\[!?([^\]])[^\]]*\]/g, '$1')
    .replace(/[*?]/g, 'x');
}
