import { type CiRun, isBadEnd } from '../../providers/run-source.ts';
import type { WantedOptions } from '../commands/ci-options.ts';
import type { Invocation } from '../commands/command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { ciJobData, ciRunData, renderCiRun, type ShownJob } from '../render/ci-runs.ts';
import {
  mustAskSomebody,
  openSources,
  type SourceOptions,
  type Sources,
  tellProblems,
  tellSilence,
} from './open-sources.ts';
import { problemData } from './problem-data.ts';
import { refusalsTold } from './refusals-told.ts';
import { findRuns, sourceOfRun } from './wanted-runs.ts';

export interface CiViewOptions extends WantedOptions, SourceOptions {
  readonly json?: boolean;
}

/** `lockstep runs view` of the CI systems: one run, or every newest attempt for a commit, each with its jobs. */
export async function viewCiRuns(
  invocation: Invocation,
  id: string | undefined,
  options: CiViewOptions,
): Promise<ExitCode> {
  const sources = await openSources(invocation, options);
  mustAskSomebody(sources);
  return refusalsTold(sources, async () => {
    const { console } = sources;
    const { runs, problems } = await findRuns(sources, id, options);
    const shown = await Promise.all(runs.map(async (run) => ({ run, jobs: await shownJobs(sources, run) })));
    if (id === undefined) tellSilence(sources);
    tellProblems(sources, problems);
    if (options.json === true)
      console.json({
        runs: shown.map(({ run, jobs }) => ({
          ...ciRunData(run),
          jobs: jobs.map(({ job, failed }) => ciJobData(job, failed)),
        })),
        problems: problems.map(problemData),
      });
    else if (runs.length === 0) console.print('There are no runs of that.');
    else {
      const screen = { style: console.style, columns: console.screen.columns, now: Date.now() };
      console.print(shown.map(({ run, jobs }) => renderCiRun(run, jobs, screen)).join('\n'));
    }
    return problems.length === 0 ? EXIT.fine : EXIT.failed;
  });
}

/** Steps are asked for only where something went wrong. */
export async function shownJobs(sources: Sources, run: CiRun): Promise<readonly ShownJob[]> {
  const source = sourceOfRun(sources, run);
  const jobs = await source.jobs(run);
  return Promise.all(
    jobs.map(async (job) => ({
      job,
      failed: isBadEnd(job.state) ? (await source.steps(job)).filter(({ state }) => isBadEnd(state)) : [],
    })),
  );
}
