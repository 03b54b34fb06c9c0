import type { PlannedJob } from '../../plan/plan.ts';

/** Why a leg always runs; undefined for one whose result may be reused. */
export function whyNotReusable(job: PlannedJob): string | undefined {
  if (job.category === 'setup') return 'it installs a toolchain';
  if (inputsOf(job).length === 0) return 'it declares no inputs';
  if (job.category === 'release') return 'it is a release';
  if (job.secrets.length > 0) return 'it sees secrets';
  if (job.services.length > 0) return 'it talks to services';
  if (job.when !== 'on_success') return `it runs ${job.when === 'always' ? 'always' : 'after a failure'}`;
  return undefined;
}

/** Globs of the files that can change what a leg comes to: its own, and the lock files of its toolchains. */
export function inputsOf(job: PlannedJob): readonly string[] {
  const own = job.inputs.length > 0 ? job.inputs : job.toolchains.flatMap(({ inputs = [] }) => inputs);
  if (!own.some((glob) => !glob.startsWith('!'))) return [];
  return [...own, ...job.toolchains.flatMap(({ lockFiles = [] }) => lockFiles)];
}

/** Globs of all that a leg makes for others: what is handed on and kept is there again with a result. */
export function outputsOf(job: PlannedJob): readonly string[] {
  return [...job.outputs, ...job.artifacts.flatMap(({ paths }) => paths)];
}
