import { takeGitEnvironment } from '../../platform/git-checkout.ts';
import { type GitIndex, openGitIndex } from '../../platform/git-index.ts';
import { resolve } from '../../platform/paths.ts';
import type { Invocation } from '../commands/command.ts';
import { UsageError } from '../exit-code.ts';

/** The checkout around a directory. Throws a `UsageError` where there is none. */
export async function openCheckout(invocation: Invocation): Promise<GitIndex> {
  const directory = resolve(invocation.directory);
  const git = await openGitIndex(directory, takeGitEnvironment());
  if (git === undefined)
    throw new UsageError(`${directory} is in no checkout of git`, 'Hooks look at what git tracks.');
  return git;
}
