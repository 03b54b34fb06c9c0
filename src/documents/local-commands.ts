import type { Os } from '../pipeline/config.ts';
import { isTestCategory } from '../pipeline/normalize/category.ts';
import type { Job, Pipeline, Workflow } from '../pipeline/pipeline.ts';
import { OS_ORDER, OS_TITLES } from '../plan/execution-matrix.ts';
import { describeTrigger } from '../plan/match-event.ts';

/** Something people do on their own machine. */
export interface LocalCommand {
  /** Target of the Makefile. */
  readonly target: string;
  /** Arguments of `lockstep`. They are names and need no quotes in any shell. */
  readonly args: readonly string[];
  readonly summary: string;
}

/** What `make` may be asked for besides. */
export const HELP_TARGET = 'help';

/** Setting up, mending and linting where there is anything to do so with; every workflow; and the tests of one platform alone. */
export function localCommands(pipeline: Pipeline): readonly LocalCommand[] {
  const { jobs, workflows } = pipeline;
  const taken = new Set([HELP_TARGET]);
  return [
    ...(jobs.some((job) => job.toolchains.length > 0)
      ? [{ target: 'setup', args: ['setup'], summary: 'Installs the toolchains' }]
      : []),
    ...(jobs.some((job) => job.fix.length > 0)
      ? [{ target: 'fmt', args: ['fix'], summary: 'Mends formatting and what linters can mend' }]
      : []),
    ...jobsCommand(
      'lint',
      'Lints',
      jobs.filter((job) => job.category === 'lint'),
    ),
    ...workflows.map((workflow) => workflowCommand(workflow)),
    ...OS_ORDER.flatMap((os) =>
      jobsCommand(
        `${os}-test`,
        `Tests for ${OS_TITLES[os]} alone`,
        jobs.filter((job) => isTestOf(job, os)),
      ),
    ),
  ].map((command) => ({ ...command, target: freeName(command.target, taken) }));
}

function jobsCommand(target: string, summary: string, jobs: readonly Job[]): readonly LocalCommand[] {
  if (jobs.length === 0) return [];
  const titles = jobs.map((job) => job.title).join(', ');
  return [{ target, args: ['run', ...jobs.map((job) => job.name)], summary: `${summary}: ${titles}` }];
}

function workflowCommand({ name, title, on }: Workflow): LocalCommand {
  const triggers = [...new Set(on.map(describeTrigger))].join('; ');
  const what = title === name ? `The workflow ${name}` : title;
  return { target: name, args: ['run', name], summary: triggers === '' ? what : `${what} (${triggers})` };
}

function isTestOf({ category, platforms }: Job, os: Os): boolean {
  return isTestCategory(category) && platforms?.[0]?.os === os && platforms.every((each) => each.os === os);
}

/** A workflow may be called `setup` or `help`: then `run-setup` runs it. */
function freeName(name: string, taken: Set<string>): string {
  const free = taken.has(name) ? freeName(`run-${name}`, taken) : name;
  taken.add(free);
  return free;
}
