import { isWorkLeft, workPlaces } from '../hooks/work/work-journal.ts';
import { nodeFiles } from '../platform/files.ts';
import type { GitIndex } from '../platform/git-index.ts';
import { waitForLock } from '../platform/lock-file.ts';
import { StorageError } from '../platform/storage-error.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { askGit } from './hooks/asked-of-git.ts';
import type { HooksRunOptions } from './hooks/hooks-run-options.ts';
import { openCheckout } from './hooks/open-checkout.ts';
import { Interruption } from './interruption.ts';

/** Runs the hooks of a stage, or those that are named, on what is staged, or what the options say. */
export async function performHooksRun(
  invocation: Invocation,
  names: readonly string[],
  options: HooksRunOptions,
): Promise<ExitCode> {
  mustFit(options);
  const git = await openCheckout(invocation);
  const interruption = new Interruption();
  try {
    const release = await waitForLock(nodeFiles, workPlaces(git.folder).lock, {
      signal: interruption.signal,
      onWait: ({ pid }) => invocation.console.remark(`waiting for the hooks of process ${pid}`),
    });
    try {
      await recover(git, invocation);
      const asked = await askGit(git, options);
      // git works while the rest is loaded.
      const { openHooks } = await import('./hooks/open-hooks.ts');
      const { runStage } = await import('./hooks/run-stage.ts');
      const open = await openHooks(invocation, git);
      if (open === undefined) return EXIT.usage;
      return await runStage({ invocation, open, interruption, names, options, asked });
    } finally {
      await release();
    }
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode;
    throw told(error);
  } finally {
    interruption.close();
  }
}

function mustFit({ allFiles, files, from, to }: HooksRunOptions): void {
  if ([allFiles, files, from ?? to].filter((one) => one !== undefined).length > 1)
    throw new UsageError('--all-files, --files and --from exclude each other');
  if ((from === undefined) !== (to === undefined))
    throw new UsageError('--from and --to go together', 'Say both: --from main --to HEAD.');
}

/** A disk that is full is nobody's mistake. */
function told(error: unknown): unknown {
  const { code } = error as { code?: string };
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? new StorageError('the checkout', error) : error;
}

async function recover(git: GitIndex, { console }: Invocation): Promise<void> {
  if (!(await isWorkLeft(nodeFiles, workPlaces(git.folder)))) return;
  const { recoverWork } = await import('../hooks/work/recover-work.ts');
  const recovered = await recoverWork(git, nodeFiles);
  if (recovered === undefined) return;
  const { givenBack, found } = recovered;
  console.remark(`hooks were killed in the middle; ${givenBack.length} files are again as they were`);
  if (found !== undefined) console.remark(`  what stood in their place is kept in ${found}`);
}
