import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

/** The built command. Tests run in the repository's root. */
const LOCKSTEP: string = join(process.cwd(), 'dist/bin/lockstep.js');

/** A temporary checkout with these files in it. */
export class Checkout {
  readonly path: string = mkdtempSync(join(tmpdir(), 'lockstep-e2e-'));

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  write(name: string, text: string): void {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  /** Ids of the runs, oldest first. */
  get runs(): readonly string[] {
    try {
      return readdirSync(join(this.path, '.lockstep/runs')).sort();
    } catch {
      return [];
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }

  lockstep(...args: string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  start(args: readonly string[], options: StartOptions = {}): Started {
    const [command, ...before] = options.through ?? [process.execPath];
    const child = spawn(command ?? '', [...before, LOCKSTEP, ...args], {
      cwd: this.path,
      env: { ...cleanEnvironment(), ...options.env },
      stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
    });
    return follow(child);
  }
}

/** Checkouts that are removed when the tests of the calling file or suite are over. */
export function temporaryCheckouts(): (files: Readonly<Record<string, string>>) => Checkout {
  const checkouts: Checkout[] = [];
  after(() => {
    for (const checkout of checkouts) checkout.remove();
  });
  return (files) => {
    const checkout = new Checkout(files);
    checkouts.push(checkout);
    return checkout;
  };
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A command line to put before the program's path; `node` unless said. */
  readonly through?: readonly string[];
  /** Nothing to read unless said. */
  readonly stdin?: 'pipe';
}

export interface Ended {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits until this was said on standard output. */
  says(text: string): Promise<void>;
}

function follow(child: ChildProcess): Started {
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  let over = false;
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      over = true;
      resolve({ code: code ?? undefined, signal: signal ?? undefined, out, err });
    });
  });
  return {
    child,
    ended,
    async says(text) {
      while (!out.includes(text)) {
        if (over) throw new Error(`it ended without saying '${text}':\n${out}\n${err}`);
        await sleep(10);
      }
    },
  };
}

/** Without what would make lockstep think that it runs on a CI system, or inside itself. */
function cleanEnvironment(): Record<string, string | undefined> {
  const env: Record<string, string | undefined> = { ...process.env };
  for (const name of Object.keys(env))
    if (/^(CI|GITHUB_.*|CIRCLECI|LOCKSTEP_.*|NODE_.*|FORCE_COLOR|NO_COLOR)$/.test(name)) delete env[name];
  return env;
}

/** Command lines of the processes that have this text in their environment or arguments (Linux). This process does not count. */
export function processesWith(marker: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const read = (file: string): string => readFileSync(`/proc/${pid}/${file}`, 'latin1');
        const command = read('cmdline').split('\0').join(' ').trim();
        if (/^\S+ \(.*\) Z|\) Z /.test(read('stat'))) return [];
        return read('environ').includes(marker) || command.includes(marker) ? [`${pid} ${command}`] : [];
      } catch {
        return [];
      }
    });
}

/** Waits until no process has the marker; gives those that still have it when the time is over. */
export async function processesLeft(marker: string, patience = 4_000): Promise<readonly string[]> {
  const deadline = performance.now() + patience;
  for (;;) {
    const left = processesWith(marker);
    if (left.length === 0 || performance.now() > deadline) return left;
    await sleep(20);
  }
}
