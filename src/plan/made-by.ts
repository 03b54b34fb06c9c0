import type { PlannedJob } from './plan.ts';

/** Globs of all that a job leaves in the workspace: what is handed on, kept and reported. */
export function madeBy(
  job: Pick<PlannedJob, 'outputs' | 'artifacts' | 'reports'> | undefined,
): readonly string[] {
  if (job === undefined) return [];
  return [
    ...job.outputs,
    ...job.artifacts.flatMap(({ paths }) => paths),
    ...job.reports.map(({ path }) => path),
  ];
}
