import { readJournal } from '../execution/journal.ts';
import type { RunStore } from '../execution/run-store.ts';
import type { RunId } from '../run/run-event.ts';
import { foldRun, type RunState } from '../run/run-state.ts';
import { UsageError } from './exit-code.ts';

/** A run by the beginning or the end of its id; without one, or as `last`, the newest of those that are looked for. */
export async function findRun(
  store: RunStore,
  id: string | undefined,
  search?: { accept(state: RunState): boolean; readonly purpose: string },
): Promise<RunId> {
  const all = await store.list();
  if (id !== undefined && id !== 'last') {
    const matching = all.filter((run) => run.startsWith(id) || run.endsWith(id));
    const [only] = matching;
    if (matching.length === 1 && only !== undefined) return only;
    if (matching.length > 1) throw new UsageError(`'${id}' could be ${matching.slice(0, 5).join(', ')}`);
    throw new UsageError(`there is no run '${id}'`, 'lockstep runs list shows them.');
  }
  for (const run of all) {
    const state = await readRun(store, run);
    // A run that was killed before it began has nothing to show.
    if (state.started !== undefined && (search?.accept(state) ?? true)) return run;
  }
  throw new UsageError(
    search === undefined ? 'there are no runs yet' : `there is no run to ${search.purpose}`,
    'lockstep run starts one.',
  );
}

/** What the journal of a run says, as far as it can be read. */
export async function readRun(store: RunStore, id: RunId): Promise<RunState> {
  const journal = await readJournal(store.files, store.journalPath(id));
  return foldRun(journal?.events ?? []);
}

/** Was the run started by `lockstep run`? Those of `fix` and `setup` are started again by these. */
export function isOwn(state: RunState): boolean {
  return state.started?.selection.command === undefined;
}

export function mustBeOwn(state: RunState, id: RunId): void {
  if (!isOwn(state))
    throw new UsageError(
      `run ${id} was a lockstep ${state.started?.selection.command}`,
      'Use that command again.',
    );
}
