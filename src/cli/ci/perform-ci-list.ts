import type { WantedOptions } from '../commands/ci-options.ts';
import type { Invocation } from '../commands/command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { ciRunData, renderCiRuns, renderCiRunsTsv } from '../render/ci-runs.ts';
import {
  askAll,
  mustAskSomebody,
  openSources,
  type SourceOptions,
  tellProblems,
  tellSilence,
} from './open-sources.ts';
import { problemData } from './problem-data.ts';
import { refusalsTold } from './refusals-told.ts';
import { wantedQuery } from './wanted-runs.ts';

export interface CiListOptions extends WantedOptions, SourceOptions {
  readonly limit: number;
  readonly json?: boolean;
}

/** `lockstep runs list` over both systems and this machine: one table, newest first. A system that refuses is an exit code of 1. */
export async function listCiRuns(invocation: Invocation, options: CiListOptions): Promise<ExitCode> {
  const sources = await openSources(invocation, options);
  mustAskSomebody(sources);
  return refusalsTold(sources, async () => {
    const { console } = sources;
    const query = await wantedQuery(sources, options, { orHead: false });
    const { answers, problems } = await askAll(sources.all, (source) =>
      source.list({ ...query, limit: options.limit }),
    );
    const runs = answers
      .flat()
      .sort((one, other) => other.createdAt - one.createdAt)
      .slice(0, options.limit);
    tellSilence(sources);
    tellProblems(sources, problems);
    if (options.json === true)
      console.json({ runs: runs.map(ciRunData), problems: problems.map(problemData) });
    else if (!console.isTerminal) console.print(renderCiRunsTsv(runs));
    else if (runs.length === 0) console.print('There are no runs of that.');
    else
      console.print(
        renderCiRuns(runs, { style: console.style, columns: console.screen.columns, now: Date.now() }),
      );
    return problems.length === 0 ? EXIT.fine : EXIT.failed;
  });
}
