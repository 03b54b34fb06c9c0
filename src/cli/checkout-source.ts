import { systemGit } from '../platform/git.ts';
import type { RunStarted } from '../run/run-event.ts';
import { UsageError } from './exit-code.ts';

type Source = RunStarted['source'];

/** What is checked out here; empty outside a repository, and where nothing is committed. */
export async function readSource(root: string): Promise<Source> {
  const state = await systemGit.state(root);
  if (state === undefined) return {};
  const { commit, branch, dirty } = state;
  return { commit, ...(branch !== undefined && { branch }), dirty };
}

export function isSameCommit(one: Source, other: Source): boolean {
  return one.commit === other.commit;
}

/** `9f1c2ab` */
export function commitText({ commit }: Source): string {
  return commit?.slice(0, 7) ?? 'no commit';
}

/** May a run go on with what is checked out now? Gives what is to be warned of. */
export function resumeWarnings(
  started: RunStarted,
  now: Source,
  { force = false }: { readonly force?: boolean | undefined },
): readonly string[] {
  const { source: before, workspace, runId } = started;
  // It has a checkout of its own, and goes on in it.
  if (workspace.isolation !== 'none') return [];
  if (!isSameCommit(before, now)) {
    if (!force)
      throw new UsageError(
        `run ${runId} began with ${commitText(before)}, and ${commitText(now)} is checked out now`,
        'Start a new one: lockstep run. Or check out that commit, or go on all the same with --force.',
      );
    return [`what had finished is of ${commitText(before)}, the rest is of ${commitText(now)}`];
  }
  if (before.dirty !== true && now.dirty !== true) return [];
  return ['there are uncommitted changes: what had finished may have seen other files than the rest does'];
}
