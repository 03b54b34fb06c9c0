import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { thisHost } from '../platform/host.ts';
import { renderPage } from '../reports/page/render-page.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { writeGivenFile } from './given-files.ts';
import { type RunReport, readRunReport } from './run-report.ts';

/** `lockstep report html`: writes the page of a run, and prints where it is. */
export async function writeReportPage(
  invocation: Invocation,
  run: string | undefined,
  { output }: { readonly output?: string },
): Promise<ExitCode> {
  const path = output === undefined ? undefined : resolve(invocation.directory, output);
  invocation.console.print(await writePage(await readRunReport(invocation, run), path));
  return EXIT.fine;
}

/** `lockstep open`: writes the page of a run, and shows it in the browser where there is one to show it in. */
export async function openReportPage(invocation: Invocation, run: string | undefined): Promise<ExitCode> {
  const page = await writePage(await readRunReport(invocation, run));
  const shown = await showInBrowser(page);
  invocation.console.print(page);
  if (!shown) invocation.console.remark('There is no display to open it on.');
  return EXIT.fine;
}

async function writePage({ folder, facts, parts }: RunReport, given?: string): Promise<string> {
  const path = given ?? join(folder, 'report.html');
  await writeGivenFile(path, renderPage(facts, parts));
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
