import { formatPlatform, type Pipeline } from '../pipeline/pipeline.ts';
import { jobsOf, platformsIn } from '../pipeline/platform-match.ts';
import type { ExpectedCoverage } from '../reports/coverage/aggregate-coverage.ts';
import type { CoverageDemands } from '../reports/coverage/check-coverage.ts';
import { thresholdOf } from '../reports/coverage/share.ts';
import type { Invocation } from './commands/command.ts';
import { hasDefinition, openWorkplace } from './workplace.ts';

/** What a definition asks of coverage. */
export interface CoveragePolicy {
  /** The jobs that report it, on each platform that any workflow wants them on. */
  readonly expected: readonly ExpectedCoverage[];
  readonly demands: CoverageDemands;
}

/** Nothing is asked without a definition; undefined when it is wrong, and then everything wrong with it has been printed. */
export async function readCoveragePolicy(invocation: Invocation): Promise<CoveragePolicy | undefined> {
  if (!(await hasDefinition(invocation))) return NO_POLICY;
  const workplace = await openWorkplace(invocation);
  return workplace && coveragePolicy(workplace.definition.pipeline);
}

export const NO_POLICY: CoveragePolicy = { expected: [], demands: {} };

export function coveragePolicy(pipeline: Pipeline): CoveragePolicy {
  const { min, diffMin } = pipeline.coverage;
  return {
    expected: coverageJobs(pipeline),
    demands: {
      ...(min !== undefined && { min: thresholdOf(min) }),
      ...(diffMin !== undefined && { diffMin: thresholdOf(diffMin) }),
    },
  };
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
