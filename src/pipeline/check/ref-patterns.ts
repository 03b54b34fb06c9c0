import { RE2JS } from 're2js';
import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import { reversedRange } from '../glob-set.ts';
import type { TriggerConfig } from '../trigger-config.ts';
import { type CheckContext, problem } from './check-context.ts';
import { unclosed } from './globs.ts';

/** Patterns of branches and tags could be those of a git ref, or are regular expressions that RE2 takes. */
export function checkRefPatterns({ config }: CheckContext): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [name, workflow] of Object.entries(config.workflows ?? {}))
    (workflow.on ?? []).forEach((trigger, index) => {
      for (const { pattern, at, kind } of patternsOf(trigger))
        found.push(...checkRefPattern(pattern, ['workflows', name, 'on', index, ...at], kind));
    });
  return found;
}

type RefKind = 'branch' | 'tag';

interface PatternPlace {
  readonly pattern: string;
  readonly at: PropertyPath;
  readonly kind: RefKind;
}

function patternsOf(trigger: TriggerConfig): readonly PatternPlace[] {
  const list = (key: string, patterns: readonly string[] | undefined, kind: RefKind): PatternPlace[] =>
    (patterns ?? []).map((pattern, index) => ({ pattern, at: [key, index], kind }));
  switch (trigger.kind) {
    case 'push':
      return [
        ...list('branches', trigger.branches, 'branch'),
        ...list('ignoreBranches', trigger.ignoreBranches, 'branch'),
      ];
    case 'pull_request':
      return list('branches', trigger.branches, 'branch');
    case 'tag':
    case 'release':
      return list('tags', trigger.tags, 'tag');
    case 'schedule':
      return trigger.branch === undefined
        ? []
        : [{ pattern: trigger.branch, at: ['branch'], kind: 'branch' }];
    case 'manual':
      return [];
    default:
      return trigger satisfies never;
  }
}

/** What is wrong with one pattern of a branch or a tag. */
export function checkRefPattern(pattern: string, at: PropertyPath, kind: RefKind): readonly Diagnostic[] {
  if (/^\/.+\/$/s.test(pattern)) return checkRegex(pattern, at);
  const prefix = /^refs\/(heads|tags)\//.exec(pattern)?.[0];
  if (prefix !== undefined)
    return [
      problem('bad-branch', at, `'${pattern}' is a whole ref; a ${kind} is meant.`, {
        fix: `Write '${pattern.slice(prefix.length)}'.`,
      }),
    ];
  const shape = faultOfShape(pattern);
  if (shape !== undefined)
    return [problem('bad-branch', at, `The pattern '${pattern}' has ${shape.message}.`, { fix: shape.fix })];
  const fault = faultOfRef(pattern);
  if (fault === undefined) return [];
  return [
    problem('bad-branch', at, `No ${kind} can be called '${pattern}': git allows no name with ${fault}.`, {
      fix: "Write a name, a glob such as 'release/*', or a regular expression between slashes.",
    }),
  ];
}

function faultOfShape(pattern: string): { readonly message: string; readonly fix: string } | undefined {
  const open = unclosed(pattern);
  if (open !== undefined)
    return { message: `a '${open}' without its partner`, fix: 'Close it, or take it out.' };
  const range = reversedRange(pattern);
  if (range === undefined) return undefined;
  return {
    message: `the range '${range}', which ends before it begins`,
    fix: 'Write the lower end first.',
  };
}

function checkRegex(pattern: string, at: PropertyPath): readonly Diagnostic[] {
  try {
    RE2JS.compile(pattern.slice(1, -1));
    return [];
  } catch (error) {
    const reason = (error as Error).message.replace(/^error parsing regexp: /, '');
    return [
      problem('bad-regex', at, `The regular expression ${pattern} cannot be read: ${reason}.`, {
        fix: 'Patterns have RE2 syntax: no lookahead, no lookbehind, no backreferences.',
      }),
    ];
  }
}

/** git-check-ref-format(1), less the characters that globs use. */
function faultOfRef(name: string): string | undefined {
  const character = [...name].find((one) => one <= ' ' || '~^:\\\u007f'.includes(one));
  if (character !== undefined) {
    if (character === ' ') return 'a space';
    return character < ' ' || character === '\u007f' ? 'control characters' : `'${character}'`;
  }
  if (name.includes('..')) return "'..'";
  if (name.includes('@{')) return "'@{'";
  if (name.includes('//')) return "'//'";
  if (/^[/-]/.test(name)) return `'${name[0]}' at the start`;
  if (/[/.]$/.test(name)) return `'${name.at(-1)}' at the end`;
  if (/(^|\/)\./.test(name)) return "'.' at the start of a part";
  if (/\.lock(\/|$)/.test(name)) return "'.lock' at the end of a part";
  return undefined;
}
