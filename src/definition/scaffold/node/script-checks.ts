import type { Category } from '../../../pipeline/config.ts';
import { categoryOfCommand, runningOnce } from './commands.ts';
import type { ScriptGraph } from './script-graph.ts';
import { categoryOfName, isPlaceholder, WHOLE_TESTS, WHOLES } from './script-names.ts';

/** A script that is run as it is, or a command taken out of one. */
export interface ScriptCheck {
  readonly category: Category;
  readonly part: { readonly kind: 'script' | 'command'; readonly text: string };
  /** The script it was found in. */
  readonly script: string;
}

interface Leaf {
  readonly category: Category | undefined;
  readonly part: ScriptCheck['part'];
}

/** Which scripts to run for which check, so that none runs twice: neither by itself and inside another, nor under two names. */
export function chooseScripts(graph: ScriptGraph): {
  readonly checks: readonly ScriptCheck[];
  readonly notes: readonly string[];
} {
  const notes: string[] = [];
  const chosen = new Map<string, Category>();
  for (const name of graph.names) {
    const category = categoryOfName(name, graph.command(name));
    if (category !== undefined) chosen.set(name, category);
  }
  const test = wholeTest(graph, chosen);
  if (test !== undefined) chosen.set(test, 'unit');
  for (const name of graph.names)
    if (isPlaceholder(graph.command(name)) && chosen.delete(name))
      notes.push(`scripts.${name} is the placeholder of \`npm init\`, not a test.`);
  const checks: ScriptCheck[] = [];
  for (const [script, category] of chosen) checks.push(...apart(graph, script, category));
  const unique = withoutRepeats(graph, checks, notes);
  return { checks: [...unique, ...fromWholes(graph, unique, notes)], notes };
}

/** The script that runs the tests, unless those it is made of have names of their own. */
function wholeTest(graph: ScriptGraph, chosen: ReadonlyMap<string, Category>): string | undefined {
  const all = WHOLE_TESTS.filter((name) => graph.has(name) && !isPlaceholder(graph.command(name)));
  const name = all.find((candidate) => runningOnce(graph.command(candidate)) === undefined) ?? all[0];
  if (name === undefined) return undefined;
  const hasUnit = [...chosen.values()].includes('unit');
  const parts = leaves(graph, name, 'unit');
  const isOnlyParts = parts?.every((leaf) => leaf.part.kind === 'script' && chosen.has(leaf.part.text));
  return hasUnit && (isOnlyParts === true || ![...graph.reach(name)].some((part) => chosen.has(part)))
    ? undefined
    : name;
}

/** A script in pieces when it checks more than one kind of thing; the script itself otherwise. */
function apart(graph: ScriptGraph, script: string, category: Category): readonly ScriptCheck[] {
  const whole: ScriptCheck = { category, part: { kind: 'script', text: script }, script };
  const pieces = leaves(graph, script, category);
  const kinds = new Set(pieces?.map((leaf) => leaf.category));
  const others = [...kinds].filter((kind) => kind !== undefined && kind !== 'build' && kind !== category);
  if (pieces === undefined || others.length === 0) return [whole];
  const checks: ScriptCheck[] = [];
  let before: Leaf[] = [];
  for (const leaf of pieces) {
    const isStatic = leaf.category === 'lint' || leaf.category === 'types';
    if (leaf.category === undefined || leaf.category === 'build') before.push(leaf);
    else {
      // What was built on the way belongs to the tests that follow; linters do without.
      const own = leaf.category;
      if (!isStatic) checks.push(...before.map(({ part }) => ({ category: own, part, script })));
      if (!isStatic) before = [];
      checks.push({ category: own, part: leaf.part, script });
    }
  }
  return [...checks, ...before.map(({ part }) => ({ category, part, script }))];
}

/** What a script does in the end: scripts whose name says what they check, and commands. Undefined when that cannot be told. */
function leaves(
  graph: ScriptGraph,
  script: string,
  category: Category,
  above: readonly string[] = [],
): readonly Leaf[] | undefined {
  const found: Leaf[] = [];
  for (const part of graph.parts(script) ?? [undefined]) {
    if (part === undefined) return undefined;
    if (part.kind === 'command') {
      found.push({ category: categoryOfPart(part.text, category), part });
      continue;
    }
    const named = categoryOfName(part.name, graph.command(part.name));
    const inner =
      named === undefined && !above.includes(part.name)
        ? leaves(graph, part.name, category, [...above, script])
        : undefined;
    found.push(...(inner ?? [{ category: named, part: { kind: 'script', text: part.name } as const }]));
  }
  return found;
}

const TESTS = new Set(['integration', 'regression', 'e2e', 'benchmark']);

/** One program runs tests of every kind: the script's name says which. */
function categoryOfPart(command: string, script: Category): Category | undefined {
  const own = categoryOfCommand(command);
  return own === 'unit' && TESTS.has(script) ? script : own;
}

function withoutRepeats(
  graph: ScriptGraph,
  checks: readonly ScriptCheck[],
  notes: string[],
): readonly ScriptCheck[] {
  const kept: ScriptCheck[] = [];
  const alone = new Set(checks.filter(({ part }) => part.kind === 'script').map(({ part }) => part.text));
  const commands = new Set([...alone].map((name) => graph.command(name)));
  for (const check of checks) {
    const { kind, text } = check.part;
    const isRepeat =
      (kind === 'command' && commands.has(text)) || kept.some(({ part }) => part.text === text);
    const outer = kind === 'script' ? [...alone].find((name) => graph.reach(name).has(text)) : undefined;
    if (outer !== undefined) notes.push(`scripts.${text} is no step of its own: scripts.${outer} runs it.`);
    if (!isRepeat && outer === undefined) kept.push(check);
  }
  return kept;
}

/** From `check`, `ci` and the like: only the kinds of check that no other script gave. */
function fromWholes(
  graph: ScriptGraph,
  known: readonly ScriptCheck[],
  notes: string[],
): readonly ScriptCheck[] {
  const added: ScriptCheck[] = [];
  for (const script of WHOLES) {
    if (!graph.has(script) || isPlaceholder(graph.command(script))) continue;
    if (known.some((check) => check.script === script)) continue;
    const has = new Set([...known, ...added].map((check) => check.category));
    const pieces = leaves(graph, script, 'unit') ?? [];
    const why = pieces.length > 0 ? 'what it runs has steps of its own' : 'what it runs cannot be told apart';
    const fresh = pieces.filter((leaf) => leaf.category !== undefined && !has.has(leaf.category));
    for (const { category, part } of fresh) if (category) added.push({ category, part, script });
    if (fresh.length === 0 && has.size > 0) notes.push(`scripts.${script} is not used: ${why}.`);
    if (pieces.length === 0 && has.size === 0)
      added.push({ category: 'unit', part: { kind: 'script', text: script }, script });
  }
  return added;
}
