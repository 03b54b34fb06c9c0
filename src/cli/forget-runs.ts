import { isolatedCheckout } from '../execution/isolation.ts';
import type { RunStore } from '../execution/run-store.ts';
import { systemGit } from '../platform/git.ts';
import { thisHost } from '../platform/host.ts';
import { dirname } from '../platform/paths.ts';
import type { RunId } from '../run/run-event.ts';
import { readRun } from './run-lookup.ts';

/** Removes all but the newest runs, with what they left elsewhere; gives those that went. */
export function forgetRuns(
  store: RunStore,
  keep: number,
  options: { readonly dryRun?: boolean } = {},
): Promise<readonly RunId[]> {
  return store.prune(keep, { ...options, beforeRemoval: (id) => removeCheckout(store, id) });
}

/** An isolated run that was killed, and never resumed, has left its checkout. */
async function removeCheckout(store: RunStore, id: RunId): Promise<void> {
  const { started } = await readRun(store, id);
  if (started === undefined || started.workspace.isolation === 'none') return;
  await systemGit.removeWorktree(dirname(store.root), isolatedCheckout(thisHost().temporary, id));
}
