import { printableLine } from '../../diagnostics/printable.ts';
import { type CiRun, isActive, isBadEnd, isSourceRefusal } from '../../providers/run-source.ts';
import type { WantedOptions } from '../commands/ci-options.ts';
import type { Invocation } from '../commands/command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { ciRunData } from '../render/ci-runs.ts';
import {
  mustAskSomebody,
  openSources,
  type Problem,
  type SourceOptions,
  type Sources,
  tellProblems,
  tellSilence,
} from './open-sources.ts';
import { problemData } from './problem-data.ts';
import { refusalsTold } from './refusals-told.ts';
import { findRuns, shownId, sourceOfRun } from './wanted-runs.ts';

export interface CiActOptions extends WantedOptions, SourceOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What is done to runs: to which of them, how, and the words for it. */
interface Deed {
  isMeant(run: CiRun): boolean;
  /** The id of the run that is there afterwards; undefined where the system has no such thing. */
  act(sources: Sources, run: CiRun): Promise<string> | undefined;
  readonly done: string;
  readonly nothing: string;
}

/** `lockstep runs rerun` in the CI systems; with `failed`, what did not pass, in each system by its own means. */
export function rerunCi(
  invocation: Invocation,
  id: string | undefined,
  options: CiActOptions & { readonly failed?: boolean },
): Promise<ExitCode> {
  const failed = options.failed === true;
  return perform(invocation, id, options, {
    isMeant: ({ state }) => (failed ? isBadEnd(state) : !isActive(state)),
    act: (sources, run) => sourceOfRun(sources, run).rerun?.(run, { failed }),
    done: failed ? 'What failed runs again' : 'Runs again',
    nothing: failed ? 'Nothing failed.' : 'Nothing has finished that could run again.',
  });
}

/** `lockstep runs cancel`: what is going on in the CI systems, or on this machine as Ctrl-C would. */
export function cancelCi(
  invocation: Invocation,
  id: string | undefined,
  options: CiActOptions,
): Promise<ExitCode> {
  return perform(invocation, id, options, {
    isMeant: ({ state }) => isActive(state),
    act: (sources, run) =>
      sourceOfRun(sources, run)
        .cancel?.(run)
        .then(() => run.id),
    done: 'Cancelled',
    nothing: 'Nothing is going on.',
  });
}

async function perform(
  invocation: Invocation,
  id: string | undefined,
  options: CiActOptions,
  deed: Deed,
): Promise<ExitCode> {
  const sources = await openSources(invocation, options);
  if (id === undefined || /^(?:github|circleci):/.test(id)) mustAskSomebody(sources);
  return refusalsTold(sources, async () => {
    const { runs, problems } = await findRuns(sources, id, options);
    // What was not named by its id is about the CI systems: nobody means the run in the other window.
    const meant = runs.filter((run) => deed.isMeant(run) && (id !== undefined || run.place !== 'local'));
    const done = options.dryRun === true ? { runs: meant, problems: [] } : await doAll(sources, meant, deed);
    if (id === undefined) tellSilence(sources);
    const all = [...problems, ...done.problems];
    tellProblems(sources, all);
    tell(sources, done.runs, { options, deed, problems: all, isEmpty: meant.length === 0 });
    return all.length === 0 ? EXIT.fine : EXIT.failed;
  });
}

/** One after the other; what one system refuses takes nothing from the other. */
async function doAll(
  sources: Sources,
  runs: readonly CiRun[],
  deed: Deed,
): Promise<{ readonly runs: readonly CiRun[]; readonly problems: readonly Problem[] }> {
  const done: CiRun[] = [];
  const problems: Problem[] = [];
  for (const run of runs)
    try {
      const next = await deed.act(sources, run);
      if (next === undefined) continue;
      done.push(next === run.id ? run : await sourceOfRun(sources, run).run(next));
    } catch (error) {
      if (!isSourceRefusal(error)) throw error;
      problems.push({ place: run.place, refusal: error });
    }
  return { runs: done, problems };
}

function tell(
  { console }: Sources,
  runs: readonly CiRun[],
  {
    options,
    deed,
    problems,
    isEmpty,
  }: {
    readonly options: CiActOptions;
    readonly deed: Deed;
    readonly problems: readonly Problem[];
    readonly isEmpty: boolean;
  },
): void {
  const dryRun = options.dryRun === true;
  if (options.json === true)
    return void console.json({ runs: runs.map(ciRunData), dryRun, problems: problems.map(problemData) });
  if (isEmpty && problems.length === 0) return void console.print(deed.nothing);
  const words = dryRun ? `Would be done (${deed.done.toLowerCase()})` : deed.done;
  for (const run of runs) {
    const link = run.url === undefined ? '' : `  ${printableLine(run.url)}`;
    console.print(`${words}: ${printableLine(run.workflow)}, ${printableLine(shownId(run))}${link}`);
  }
}
