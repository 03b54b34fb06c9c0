import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { RunStore } from '../execution/run-store.ts';
import { nodeFiles } from '../platform/files.ts';
import { thisHost } from '../platform/host.ts';
import { StorageError } from '../platform/storage-error.ts';
import { renderPage } from '../reports/page/render-page.ts';
import type { RunId } from '../run/run-event.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { findRun } from './run-lookup.ts';
import { readRunReport } from './run-report.ts';
import { openStore } from './workplace.ts';

/** `lockstep report html`: writes the page of a run, and prints where it is. */
export async function writeReportPage(
  invocation: Invocation,
  run: string | undefined,
  { output }: { readonly output?: string },
): Promise<ExitCode> {
  const store = await openStore(invocation);
  const id = await findRun(store, run);
  const path = output === undefined ? undefined : resolve(invocation.directory, output);
  invocation.console.print(await writePage(store, id, path));
  return EXIT.fine;
}

/** `lockstep open`: writes the page of a run, and shows it in the browser where there is one to show it in. */
export async function openReportPage(invocation: Invocation, run: string | undefined): Promise<ExitCode> {
  const store = await openStore(invocation);
  const page = await writePage(store, await findRun(store, run));
  const shown = await showInBrowser(page);
  invocation.console.print(page);
  if (!shown) invocation.console.remark('There is no display to open it on.');
  return EXIT.fine;
}

async function writePage(store: RunStore, id: RunId, given?: string): Promise<string> {
  const path = given ?? store.runPath(id, 'report.html');
  if ((await nodeFiles.stat(path))?.kind === 'directory')
    throw new UsageError(`${path} is a directory`, 'Name the file to write.');
  const { facts, parts } = await readRunReport(store, id);
  try {
    await nodeFiles.writeAtomic(path, renderPage(facts, parts));
  } catch (error) {
    throw new StorageError(path, error);
  }
  return path;
}

/** Asks the system's own program; false when there is no display, no such program, or it says no at once. */
function showInBrowser(path: string): Promise<boolean> {
  const { os } = thisHost();
  const { DISPLAY, WAYLAND_DISPLAY, CI } = process.env;
  const display = os !== 'linux' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
  if (!display || CI) return Promise.resolve(false);
  // `start` belongs to cmd.exe, which reads its arguments as a command line; Explorer is what it asks.
  const program = { linux: 'xdg-open', macos: 'open', windows: 'explorer.exe' }[os];
  return new Promise((done) => {
    const child = spawn(program, [path], { stdio: 'ignore', detached: true });
    child.on('error', () => done(false));
    child.on('exit', (code) => done(os === 'windows' || code === 0));
    // Some stay for as long as the browser does.
    setTimeout(() => done(true), LONGEST_START).unref();
    child.unref();
  });
}

/** Milliseconds. */
const LONGEST_START = 2_000;
