import { findDefinition } from '../definition/find.ts';
import { formatPlatform, type Pipeline } from '../pipeline/pipeline.ts';
import { jobsOf, platformsIn } from '../pipeline/platform-match.ts';
import { nodeFiles } from '../platform/files.ts';
import { resolve } from '../platform/paths.ts';
import type { ExpectedCoverage } from '../reports/coverage/aggregate-coverage.ts';
import type { Invocation } from './commands/command.ts';
import { openWorkplace } from './workplace.ts';

/**
 * The jobs that the definition has report coverage, on each platform that any workflow wants them on. None without a definition; undefined when
 * it is wrong, and then everything wrong with it has been printed.
 */
export async function expectedCoverage(
  invocation: Invocation,
): Promise<readonly ExpectedCoverage[] | undefined> {
  if (invocation.config === undefined) {
    const found = await findDefinition(nodeFiles, resolve(invocation.directory));
    if (!found.ok) return [];
  }
  const workplace = await openWorkplace(invocation);
  return workplace && coverageJobs(workplace.definition.pipeline);
}

function coverageJobs(pipeline: Pipeline): readonly ExpectedCoverage[] {
  const expected = new Map<string, ExpectedCoverage>();
  for (const workflow of pipeline.workflows)
    for (const job of jobsOf(pipeline, workflow)) {
      if (!job.reports.some(({ kind }) => kind === 'coverage')) continue;
      for (const platform of platformsIn(workflow, job).map(formatPlatform))
        expected.set(`${job.name}@${platform}`, { job: job.name, platform });
    }
  return [...expected.values()];
}
