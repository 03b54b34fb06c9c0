import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import type { RunEvent } from '../../src/run/run-event.ts';
import { commitAll } from './git.ts';

/** The repository's root, seen from the compiled test. */
export const REPOSITORY = resolve(import.meta.dirname, '..', '..', '..');
const LAUNCHER = join(REPOSITORY, 'dist', 'bin', 'lockstep.js');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LockstepOutcome extends Outcome {
  /** What a run printed, when it was asked for with `--json`. */
  readonly events: readonly RunEvent[];
}

export interface StartOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** In place of the built command: the one of an installed package. */
  readonly launcher?: string;
}

/** Starts a program without the variables that this test run has set for itself, and waits for its end. */
export function start(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: StartOptions,
): Promise<Outcome> {
  // A test runner inside a test runner would report to the outer one.
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, NODE_V8_COVERAGE: ___, ...outer } = process.env;
  // npm is a script on Windows, which only a shell can start.
  const shell = process.platform === 'win32' && command === 'npm';
  const child = spawn(command, args, {
    cwd,
    env: { ...outer, NO_COLOR: '1', LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell,
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ code, ...output }));
  });
}

/** The built `lockstep`, as a user starts it. */
export async function lockstep(args: readonly string[], options: StartOptions): Promise<LockstepOutcome> {
  const outcome = await start(process.execPath, [options.launcher ?? LAUNCHER, ...args], options);
  const lines = args.includes('--json')
    ? outcome.stdout.split('\n').filter((line) => line.startsWith('{"'))
    : [];
  return { ...outcome, events: lines.map((line) => JSON.parse(line) as RunEvent) };
}

/** A folder that is gone after the test. */
export async function temporaryFolder(context: Pick<TestContext, 'after'>, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `lockstep-${name}-`));
  context.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

const MADE = new Set([
  '.benchmarks',
  '.lockstep',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.venv',
  '__pycache__',
  'dist',
  'node_modules',
  'reports',
]);

/** A copy of an example as somebody who cloned it has it: only what is committed, in a git repository of its own. */
export async function cloneExample(context: Pick<TestContext, 'after'>, name: string): Promise<string> {
  const folder = await temporaryFolder(context, name);
  await cp(join(REPOSITORY, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !MADE.has(basename(path)) && !path.endsWith('.tgz'),
  });
  commitAll(folder);
  return folder;
}

/** What became of each leg: `{ 'unit@linux': 'passed' }`. Legs that other machines run are `elsewhere`. */
export function verdicts(events: readonly RunEvent[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const event of events) {
    if (event.kind === 'run.started') for (const leg of event.elsewhere) result[leg.id] = 'elsewhere';
    if (event.kind === 'job.finished') result[event.leg] = event.verdict;
  }
  return result;
}

/** The id of the run that the events are of. */
export function runId(events: readonly RunEvent[]): string {
  const [started] = events;
  if (started?.kind !== 'run.started') throw new Error('the run has not started');
  return started.runId;
}

/** What a run shows at its end: the table of jobs and what follows it. */
export function summaryOf({ stdout, stderr }: Outcome): string {
  const heading = stdout.search(/^ *job +verdict/m);
  return heading === -1 ? `${stdout}${stderr}` : stdout.slice(heading);
}
