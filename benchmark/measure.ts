import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const LOCKSTEP: string = join(process.cwd(), 'dist/bin/lockstep.js');

export interface Timing {
  /** Wall time in milliseconds. */
  readonly wall: number;
  readonly code: number | null;
  readonly out: string;
}

/** Runs a program to its end. */
export function time(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Timing {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: {
      ...process.env,
      CI: '',
      GITHUB_ACTIONS: '',
      CIRCLECI: '',
      NO_COLOR: '1',
      TURBO_TELEMETRY_DISABLED: '1',
      ...env,
    },
  });
  return { wall: performance.now() - began, code: status, out: `${stdout}\n${stderr}` };
}

/** The same, where a failure makes the number worthless. */
export function mustTime(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): number {
  const { wall, code, out } = time(command, args, cwd, env);
  if (code !== 0)
    throw new Error(`${command} ${args.slice(0, 5).join(' ')} ended with ${code}:\n${out.slice(-2_000)}`);
  return wall;
}

/** Calls `work` with a folder that has these files, and removes it. */
export async function inFolder<T>(
  files: Readonly<Record<string, string>>,
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-benchmark-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A table with the first column on the left and numbers on the right. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  for (const row of rows)
    console.log(
      `  ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')}`,
    );
}
