import { printableLine } from '../../diagnostics/printable.ts';
import { systemGit } from '../../platform/git.ts';
import type { Invocation } from '../commands/command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { performRun } from '../perform-run.ts';
import type { Push } from './pushes.ts';

/**
 * Runs the jobs that a push affects. They run on the checkout, so on what is pushed of HEAD; for other branches of a push it is said that
 * nobody has run their jobs.
 */
export async function runPushedJobs(
  invocation: Invocation,
  pushes: readonly Push[],
  { root, json }: { readonly root: string; readonly json: boolean },
): Promise<ExitCode> {
  const head = await systemGit.commitOf(root, 'HEAD');
  const elsewhere = pushes.filter(({ commit }) => commit !== head).map(({ name }) => name);
  if (elsewhere.length > 0)
    invocation.console.remark(
      `jobs are not run for what is not checked out: ${printableLine(elsewhere.join(', '))}`,
    );
  const here = pushes.filter(({ commit }) => commit === head);
  if (here.length === 0) return EXIT.fine;
  const since = await commonBase(root, here);
  // Without one everything is new, and nothing can be left out.
  return performRun(invocation, [], {
    ...(since === undefined ? {} : { changed: true, since }),
    needs: true,
    setup: true,
    ...(json && { json }),
  });
}

/** The newest commit that every one of these has behind it. */
async function commonBase(root: string, pushes: readonly Push[]): Promise<string | undefined> {
  const [first, ...others] = pushes.map(({ base }) => base);
  let common = first;
  for (const base of others) common = common && base && (await systemGit.mergeBase(root, common, base));
  return common;
}
