import type { PlannedJob } from '../plan/plan.ts';
import { collectFiles, type FileVersions, versionsOf } from './collect-files.ts';
import type { RunContext } from './run-context.ts';
import { legFileName } from './run-store.ts';

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
  let problem: string | undefined;
  for (const artifact of job.artifacts) {
    const { files } = await keep(
      context,
      job,
      `artifacts/${legFileName(job.id)}/${artifact.name}`,
      artifact.name,
      { globs: artifact.paths },
    );
    if (files === 0 && artifact.ifMissing === 'error')
      problem ??= `artifact ${artifact.name}: no file matches ${artifact.paths.join(', ')}`;
  }
  for (const kind of ['tests', 'coverage', 'benchmarks', 'findings'] as const) {
    const globs = job.reports.filter((report) => report.kind === kind).map((report) => report.path);
    if (globs.length === 0) continue;
    const { files } = await keep(context, job, `reports/${legFileName(job.id)}/${kind}`, `${kind} report`, {
      globs,
      before,
    });
    if (files > 0 || !passed) continue;
    const message = context.masker.text(
      `${kind} report: this run wrote no file that matches ${globs.join(', ')}`,
    );
    context.emit({ kind: 'warning', time: context.clock.now(), leg: job.id, message });
  }
  return passed ? problem : undefined;
}

async function keep(
  context: RunContext,
  job: PlannedJob,
  path: string,
  name: string,
  wanted: { readonly globs: readonly string[]; readonly before?: FileVersions | undefined },
): Promise<{ files: number }> {
  const { files, find, workspace } = context;
  const target = context.store.runPath(context.runId, ...path.split('/'));
  const collected = await collectFiles({ files, find, workspace, target, ...wanted });
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
  return collected;
}
