import type { PlannedJob } from './plan.ts';

/** Globs of the files a leg reads, without lock files: what it says itself, or else what its toolchains say of the jobs that use them. */
export function ownInputs({
  inputs,
  toolchains,
}: Pick<PlannedJob, 'inputs' | 'toolchains'>): readonly string[] {
  return inputs.length > 0 ? inputs : toolchains.flatMap((toolchain) => toolchain.inputs ?? []);
}
