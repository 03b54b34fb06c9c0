import type { Diagnostic, PropertyPath } from '../../../diagnostics/diagnostic.ts';
import type { Trigger, Workflow } from '../../../pipeline/pipeline.ts';
import { isLiteral, regexOf } from '../../../plan/pattern.ts';
import type { Expression } from '../document.ts';
import { LONGEST_PATTERN } from '../expression/parse-expression.ts';
import { START_PARAMETER } from '../leg-tokens.ts';
import { problem } from './problem.ts';

/** When a trigger fires, in CircleCI's words. Undefined when no expression can say so. */
export interface Condition {
  readonly text: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ConditionOptions {
  readonly workflow: Workflow;
  readonly index: number;
  /** What it is called in the file, and by whoever starts it by hand. */
  readonly name: string;
  /** The pipeline parameter is declared: then a push is what was started by nobody. */
  readonly startable: boolean;
}

const BRANCH = 'pipeline.git.branch';
const TAG = 'pipeline.git.tag';
const START = `pipeline.parameters.${START_PARAMETER}`;
/** Populated by GitHub App triggers alone; `not (undefined)` is true, so elsewhere nothing is held back. */
const IS_PULL_REQUEST = 'pipeline.event.name == "pull_request"';
const BASE = 'pipeline.event.github.pull_request.base.ref';

/**
 * The expression for a trigger. The branch or the tag is always named positively: of the two one is undefined, and whatever is
 * compared with undefined is not true, so nothing that names branches ever runs for a tag.
 */
export function conditionOf(trigger: Trigger, options: ConditionOptions): Condition {
  const at: PropertyPath = ['workflows', options.workflow.name, 'on', options.index];
  const started = (text: string | undefined): string | undefined =>
    text === undefined || !options.startable ? text : `${START} == "" and ${text}`;
  switch (trigger.kind) {
    case 'push': {
      const only = anyOf(BRANCH, trigger.branches, [...at, 'branches']);
      const ignored = anyOf(BRANCH, trigger.ignoreBranches ?? [], [...at, 'ignoreBranches']);
      const but = ignored.text === undefined ? '' : ` and not (${ignored.text})`;
      const text = only.text && started(`${group(only.text)}${but} and not (${IS_PULL_REQUEST})`);
      return { text, diagnostics: [...only.diagnostics, ...ignored.diagnostics, ...pathsOf(trigger, at)] };
    }
    case 'tag': {
      const tags = anyOf(TAG, trigger.tags, [...at, 'tags']);
      return { text: tags.text && started(group(tags.text)), diagnostics: tags.diagnostics };
    }
    case 'pull_request': {
      const base = anyOf(BASE, trigger.branches ?? [], [...at, 'branches']);
      const text = started(base.text ? `${IS_PULL_REQUEST} and ${group(base.text)}` : IS_PULL_REQUEST);
      return { text, diagnostics: [...base.diagnostics, ...pathsOf(trigger, at), needsApp(at)] };
    }
    case 'manual':
      return { text: `${START} == ${quoted(options.name)}`, diagnostics: [] };
    case 'schedule':
      return { text: `${START} == ${quoted(trigger.cron)}`, diagnostics: [needsSchedule(trigger, at)] };
    case 'release':
      return { text: undefined, diagnostics: [noRelease(at)] };
    default:
      return trigger satisfies never;
  }
}

/** Is there anything that only the parameter can tell? */
export function isStarted(trigger: Trigger): boolean {
  return trigger.kind === 'manual' || trigger.kind === 'schedule';
}

export function either(texts: readonly string[]): Expression | undefined {
  const different = [...new Set(texts)];
  if (different.length === 0) return undefined;
  if (different.length === 1) return { kind: 'expression', text: different[0] ?? '' };
  return {
    kind: 'expression',
    text: different.map((text) => (isOne(text) ? text : `(${text})`)).join(' or '),
  };
}

function isOne(text: string): boolean {
  return !/ (and|or) /.test(text);
}

function group(text: string): string {
  return text.includes(' or ') ? `(${text})` : text;
}

function anyOf(value: string, patterns: readonly string[], at: PropertyPath): Condition {
  const diagnostics: Diagnostic[] = [];
  const texts = patterns.map((pattern, index) => {
    if (isLiteral(pattern)) return `${value} == ${quoted(pattern)}`;
    const regex = slashed(regexOf(pattern));
    if ([...regex].length > LONGEST_PATTERN) diagnostics.push(tooLong(pattern, [...at, index]));
    return `${value} matches /${regex}/`;
  });
  return { text: texts.length === 0 ? undefined : texts.join(' or '), diagnostics };
}

/** As CircleCI writes it between slashes; `matches` is for the whole text. */
function slashed(regex: string): string {
  return regex.replace(/\\.|\//gs, (part) => (part === '/' ? '\\/' : part));
}

/** Texts have `\"` and `\\` and no other escapes (CircleCI-Public/expr, README). */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function tooLong(pattern: string, at: PropertyPath): Diagnostic {
  return problem(
    'pattern-too-long',
    at,
    `CircleCI takes no pattern of more than ${LONGEST_PATTERN} characters, and '${pattern}' becomes a longer one.`,
    { fix: 'Write several shorter patterns: each counts on its own.' },
  );
}

function pathsOf(trigger: { readonly paths?: readonly string[] }, at: PropertyPath): readonly Diagnostic[] {
  if (trigger.paths === undefined) return [];
  return [
    problem(
      'trigger-not-expressible',
      [...at, 'paths'],
      `CircleCI's file cannot tell which files a change touches: it would run whatever changed, not only ${trigger.paths.join(', ')}.`,
      { fix: "Take 'paths' out of this trigger, or give the workflow to 'github'." },
    ),
  ];
}

function needsApp(at: PropertyPath): Diagnostic {
  return problem(
    'trigger-needs-setup',
    at,
    'CircleCI hears of pull requests only when the project has a trigger for them, which is no part of its file.',
    {
      fix: "In the project's settings, add a GitHub App trigger 'PR opened or pushed to'; or give the workflow to 'github'.",
      severity: 'warning',
    },
  );
}

function needsSchedule(
  trigger: { readonly cron: string; readonly branch?: string },
  at: PropertyPath,
): Diagnostic {
  return problem(
    'trigger-needs-setup',
    at,
    "CircleCI's schedules live in the project's settings, not in its file.",
    {
      fix: `Add a schedule trigger '${trigger.cron}' (UTC) for ${trigger.branch ?? 'the default branch'} there, with the parameter ${START_PARAMETER} = "${trigger.cron}".`,
      severity: 'warning',
    },
  );
}

function noRelease(at: PropertyPath): Diagnostic {
  return problem('trigger-not-expressible', at, 'CircleCI does not react to published releases.', {
    fix: "Let the tag start it (tag('v*')), or give the workflow to 'github'.",
  });
}
