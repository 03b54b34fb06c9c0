import { nodeFiles } from '../platform/files.ts';
import { hooksFolder } from '../platform/git-hooks-folder.ts';
import { isInside } from '../platform/paths.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { GIT_HOOKS, type GitHook, installScript, uninstallScript } from './hooks/hook-scripts.ts';
import { openCheckout } from './hooks/open-checkout.ts';
import { openHooks } from './hooks/open-hooks.ts';
import { ownLauncher } from './version.ts';

/** Has git call lockstep: before a commit and a push, and for messages where a hook asks for that. */
export async function installHooks(invocation: Invocation): Promise<ExitCode> {
  const open = await openHooks(invocation, await openCheckout(invocation));
  if (open === undefined) return EXIT.usage;
  const { console } = invocation;
  const { git, plan, scope } = open;
  const folder = await folderFor(git.root, git.folder);
  const wanted = GIT_HOOKS.filter(
    (hook) =>
      plan.hooks.some(({ stages }) => stages.includes(hook)) || (hook === 'pre-push' && plan.runOnPush),
  );
  const directory = scope === '' ? '.' : scope.slice(0, -1);
  for (const hook of wanted) {
    const script = { hook, node: process.execPath, program: ownLauncher(), directory };
    const done = await installScript(nodeFiles, folder, script);
    const words = {
      new: 'installed',
      again: 'installed anew',
      beside: 'installed; the hook that was there runs first',
    };
    console.print(`${hook}: ${words[done]}`);
  }
  // One that a definition no longer asks for.
  for (const hook of GIT_HOOKS.filter((one) => !wanted.includes(one)))
    if (await uninstallScript(nodeFiles, folder, hook)) console.print(`${hook}: taken away`);
  return EXIT.fine;
}

export async function uninstallHooks(invocation: Invocation): Promise<ExitCode> {
  const git = await openCheckout(invocation);
  const folder = await folderFor(git.root, git.folder);
  const gone: GitHook[] = [];
  for (const hook of GIT_HOOKS) if (await uninstallScript(nodeFiles, folder, hook)) gone.push(hook);
  invocation.console.print(
    gone.length === 0 ? 'there was nothing to take away' : `taken away: ${gone.join(', ')}`,
  );
  return EXIT.fine;
}

/** Throws a `UsageError` where hooks are those of every repository on the machine. */
async function folderFor(root: string, own: string): Promise<string> {
  const { folder, isSet, common } = await hooksFolder(root);
  if (isSet && ![root, own, common].some((place) => isInside(folder, place)))
    throw new UsageError(
      `git takes its hooks from ${folder}, which is not this repository's alone`,
      'Call `lockstep hooks run --stage pre-commit` from there, or: git config --unset core.hooksPath',
    );
  return folder;
}
