import type { ReportFile } from '../pipeline/pipeline.ts';
import type { PlannedJob } from '../plan/plan.ts';
import { type Collected, collectFiles, type FileVersions, versionsOf } from './collect-files.ts';
import type { RunContext } from './run-context.ts';
import { legFileName } from './run-store.ts';
import { warn } from './warning.ts';

/** The report files there are before a leg runs: those still the same afterwards are not its own. */
export async function reportsBefore(context: RunContext, job: PlannedJob): Promise<FileVersions | undefined> {
  if (job.reports.length === 0) return undefined;
  const globs = job.reports.map((report) => report.path);
  return versionsOf(context.files, context.workspace, await context.find(globs, context.workspace));
}

/**
 * Copies the artifacts and reports of a leg into the run's folder, after a failure too. Gives the reason why a passed leg fails all
 * the same: a declared artifact that is not there.
 */
export async function keepFiles(
  context: RunContext,
  job: PlannedJob,
  { passed, before }: { readonly passed: boolean; readonly before: FileVersions | undefined },
): Promise<string | undefined> {
  const problem = await keepArtifacts(context, job);
  await keepReports(context, job, { passed, before });
  return passed ? problem : undefined;
}

/** Gives the reason why they are not all there. */
async function keepArtifacts(context: RunContext, job: PlannedJob): Promise<string | undefined> {
  let problem: string | undefined;
  for (const artifact of job.artifacts) {
    const { files, problems } = await keep(
      context,
      job,
      `artifacts/${legFileName(job.id)}/${artifact.name}`,
      artifact.name,
      { globs: artifact.paths },
    );
    if (problems.length > 0) problem ??= `artifact ${artifact.name}: ${problems.join('; ')}`;
    else if (files === 0 && artifact.ifMissing === 'error')
      problem ??= `artifact ${artifact.name}: no file matches ${artifact.paths.join(', ')}`;
  }
  return problem;
}

/** Relative to the run's folder, with forward slashes. */
function reportsFolder(job: PlannedJob, kind: ReportFile['kind']): string {
  return `reports/${legFileName(job.id)}/${kind}`;
}

async function keepReports(
  context: RunContext,
  job: PlannedJob,
  { passed, before }: { readonly passed: boolean; readonly before: FileVersions | undefined },
): Promise<void> {
  for (const kind of ['tests', 'coverage', 'benchmarks', 'findings'] as const) {
    const globs = job.reports.filter((report) => report.kind === kind).map((report) => report.path);
    if (globs.length === 0) continue;
    const { files, problems } = await keep(context, job, reportsFolder(job, kind), `${kind} report`, {
      globs,
      before,
    });
    if (files === 0 && problems.length === 0 && passed)
      warn(context, job, `${kind} report: this run wrote no file that matches ${globs.join(', ')}`);
    for (const problem of problems) warn(context, job, `${kind} report: ${problem}`);
  }
}

async function keep(
  context: RunContext,
  job: PlannedJob,
  path: string,
  name: string,
  wanted: { readonly globs: readonly string[]; readonly before?: FileVersions | undefined },
): Promise<Pick<Collected, 'files' | 'problems'>> {
  const { files, find, workspace } = context;
  const target = context.store.runPath(context.runId, ...path.split('/'));
  const { problems, ...collected } = await collectFiles({ files, find, workspace, target, ...wanted });
  if (collected.files > 0) {
    context.emit({
      kind: 'artifact.stored',
      time: context.clock.now(),
      leg: job.id,
      name,
      path,
      ...collected,
    });
  }
  return { files: collected.files, problems };
}
