import { readJournal } from '../execution/journal.ts';
import { nodeFiles } from '../platform/files.ts';
import { foldRun } from '../run/run-state.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { forgetRuns } from './forget-runs.ts';
import { nextCommands } from './render/open-renderer.ts';
import { renderRun } from './render/run-view.ts';
import { type RunEntry, renderRunsList, renderRunsTsv, runEntry } from './render/runs-list.ts';
import { findRun, readRun } from './run-lookup.ts';
import { openStore } from './workplace.ts';

export async function listRuns(
  invocation: Invocation,
  { limit, json }: { readonly limit: number; readonly json?: boolean },
): Promise<ExitCode> {
  const { console } = invocation;
  const store = await openStore(invocation);
  const entries: RunEntry[] = [];
  for (const id of (await store.list()).slice(0, limit)) {
    const entry = runEntry(await readRun(store, id), await store.isLive(id));
    if (entry !== undefined) entries.push(entry);
  }
  if (json === true) console.print(JSON.stringify(entries, null, 2));
  else if (!console.isTerminal) console.print(renderRunsTsv(entries));
  else if (entries.length === 0) console.print('No runs yet. lockstep run starts one.');
  else
    console.print(
      renderRunsList(entries, { style: console.style, columns: console.screen.columns, now: Date.now() }),
    );
  return EXIT.fine;
}

export async function viewRun(
  invocation: Invocation,
  run: string | undefined,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const { console } = invocation;
  const store = await openStore(invocation);
  const id = await findRun(store, run);
  const journal = await readJournal(nodeFiles, store.journalPath(id));
  if (json === true) {
    for (const event of journal?.events ?? []) console.print(JSON.stringify(event));
    return EXIT.fine;
  }
  const damaged = journal?.damaged ?? [];
  if (damaged.length > 0) console.remark(`warning: line ${damaged.join(', ')} of the journal cannot be read`);
  const { style, screen } = console;
  const state = foldRun(journal?.events ?? []);
  const view = { style, columns: screen.columns, now: Date.now(), ...nextCommands(state) };
  console.print(renderRun(state, view));
  return EXIT.fine;
}

export async function pruneRuns(
  invocation: Invocation,
  { keep, dryRun, json }: { readonly keep: number; readonly dryRun?: boolean; readonly json?: boolean },
): Promise<ExitCode> {
  const { console } = invocation;
  const removed = await forgetRuns(await openStore(invocation), keep, { dryRun: dryRun === true });
  if (json === true) console.print(JSON.stringify({ removed, dryRun: dryRun === true }));
  else if (removed.length === 0) console.print('Nothing to remove.');
  else
    console.print(
      `${dryRun === true ? 'Would remove' : 'Removed'} ${removed.length} runs: ${removed.join(', ')}`,
    );
  return EXIT.fine;
}
