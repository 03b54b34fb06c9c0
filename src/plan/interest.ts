import { inputLists } from './affected.ts';
import { baseOf, compileGlobs, type InputGlobs } from './input-globs.ts';
import type { Plan } from './plan.ts';

/** Which files an edit of is of interest: those that a leg reads, or that the definition was made of. Names as in `Change`. */
export interface Interest {
  wants(name: string): boolean;
  /** Can there be such a file in the folder, or below it? May say yes where a closer look would say no. */
  reaches(folder: string): boolean;
  /** The same of files that are wanted although git ignores them: an input begins with a name that git ignores. */
  readonly inSpite: Pick<Interest, 'wants' | 'reaches'>;
}

/** What the globs of a plan begin with, before their first pattern: which of it git ignores has to be known. */
export function inputBases(plan: Plan): readonly string[] {
  const bases = inputGlobs(plan)
    .flat()
    .map((glob) => baseOf(glob) ?? '');
  return [...new Set(bases)].filter((base) => base !== '');
}

/** `ignored` are those of the bases that git ignores, or would if it were asked. */
export function interestOf(
  plan: Plan,
  definition: readonly string[],
  ignored: ReadonlySet<string>,
): Interest {
  const parts = new Set(definition);
  const lists = inputGlobs(plan);
  // A job that makes what another reads has that one run after itself: its files are no edits.
  const made = madeGlobs(plan).map(compileGlobs);
  const isMade = (name: string): boolean => made.some((globs) => globs.matches(name));
  const isNamed = (glob: string): boolean => glob.startsWith('!') || ignored.has(baseOf(glob) ?? '');
  const named = lists.map((list) => compileGlobs(list.filter(isNamed)));
  const of = (inputs: readonly InputGlobs[]): Interest['inSpite'] => ({
    wants: (name) => parts.has(name) || (inputs.some((globs) => globs.matches(name)) && !isMade(name)),
    reaches: (folder) =>
      inputs.some((globs) => globs.reaches(folder)) ||
      definition.some((name) => name.startsWith(folder === '' ? '' : `${folder}/`)),
  });
  return { ...of(lists.map(compileGlobs)), inSpite: of(named) };
}

function inputGlobs(plan: Plan): readonly (readonly string[])[] {
  return distinct(plan.jobs.flatMap(inputLists));
}

/** What legs write: outputs, and what is kept of them. */
function madeGlobs(plan: Plan): readonly (readonly string[])[] {
  const lists = plan.jobs.flatMap((leg) => [
    leg.outputs,
    leg.reports.map((report) => report.path),
    ...leg.artifacts.map((artifact) => artifact.paths),
  ]);
  return distinct(lists);
}

function distinct(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()];
}
