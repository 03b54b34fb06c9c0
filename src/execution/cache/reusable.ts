import { inputLists } from '../../plan/affected.ts';
import { asksForFiles } from '../../plan/input-globs.ts';
import { ownInputs } from '../../plan/own-inputs.ts';
import type { PlannedJob } from '../../plan/plan.ts';

/** Why a leg always runs; undefined for one whose result may be reused. */
export function whyNotReusable(job: PlannedJob): string | undefined {
  if (job.category === 'setup') return 'it installs a toolchain';
  if (reusableInputs(job).length === 0) return 'it declares no inputs';
  if (job.category === 'release') return 'it is a release';
  if (job.secrets.length > 0) return 'it sees secrets';
  if (job.services.length > 0) return 'it talks to services';
  if (job.when !== 'on_success') return `it runs ${job.when === 'always' ? 'always' : 'after a failure'}`;
  return undefined;
}

/**
 * Lists of globs of the files that can change what a leg comes to: its own, and the lock files of its toolchains, which no `!` of the
 * leg's takes away. Empty for a leg that says nothing of its inputs.
 */
export function reusableInputs(job: PlannedJob): readonly (readonly string[])[] {
  if (!asksForFiles(ownInputs(job))) return [];
  return inputLists(job).filter((list) => list.length > 0);
}

/**
 * Globs of what a leg makes and nobody else writes: before it runs, what is there goes, so that nothing of an earlier version of its
 * inputs stays. Artifacts may be files that people have written.
 */
export function clearedOf(job: PlannedJob): readonly string[] {
  return [...job.outputs, ...job.reports.map(({ path }) => path)];
}
