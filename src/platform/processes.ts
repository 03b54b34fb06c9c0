import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';

/**
 * Process trees. On POSIX every tree we start is a process group of its own; on Windows `taskkill /T` walks the parents.
 * A process that left its group (a daemon) is still found, on Linux, by the token in its environment: the way the GitHub
 * Actions runner finds what a job left behind (RUNNER_TRACKING_ID).
 */

const WINDOWS = process.platform === 'win32';

/** The variable that marks every process of one attempt of a job. */
export const TOKEN_VARIABLE = 'LOCKSTEP_TOKEN';

/** Is there such a process? One that has ended but was not waited for counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
  return processStatus(pid)?.state !== 'Z';
}

/** When a process started, in a unit that only serves to tell it from a later process with the same number. */
export function startTime(pid: number): string | undefined {
  return processStatus(pid)?.started;
}

interface ProcessStatus {
  readonly state: string;
  readonly group: number;
  readonly started: string;
}

/** Fields 3 (state), 5 (pgrp) and 22 (starttime) of /proc/<pid>/stat, see proc(5); the name before them may hold spaces and brackets. */
function processStatus(pid: number): ProcessStatus | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', group: Number(fields[2]), started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** Sends a signal to a process group; nothing happens when it is gone. Windows knows only the end of a tree. */
export function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (WINDOWS) {
    const force = signal === 'SIGKILL' ? ['/F'] : [];
    spawnSync('taskkill', ['/PID', String(pid), '/T', ...force], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: the group is gone. EPERM: all that is left of it are zombies (macOS).
  }
}

/** Does the process group have a member that is more than a zombie? */
export function groupIsAlive(pid: number): boolean {
  if (WINDOWS) return isAlive(pid);
  try {
    process.kill(-pid, 0);
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM' && process.platform !== 'darwin';
  }
  if (process.platform !== 'linux') return true;
  return linuxProcesses().some((candidate) => {
    const status = processStatus(candidate);
    return status?.group === pid && status.state !== 'Z';
  });
}

function linuxProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** A process, and when it was started (`performance.now()`): what it has started in turn has a higher number, or came much later. */
export interface FirstProcess {
  readonly pid: number;
  readonly time: number;
}

/** Where there are at least so many process numbers (kernel.pid_max is 2^22 unless somebody lowered it), none is used twice in a run. */
const ENOUGH_NUMBERS = 1 << 20;
/** Milliseconds in which no system uses up the 32,768 numbers that there are at least. */
const NO_WRAP_WITHIN = 5_000;

/** The lowest number that a process started after `first` can have. */
function lowestSince(first: FirstProcess): number {
  try {
    if (Number(readFileSync('/proc/sys/kernel/pid_max', 'latin1')) >= ENOUGH_NUMBERS) return first.pid;
    // The last field is the newest process, see proc_loadavg(5).
    const newest = Number(readFileSync('/proc/loadavg', 'latin1').trim().split(' ').at(-1));
    return performance.now() - first.time < NO_WRAP_WITHIN && newest >= first.pid ? first.pid : 0;
  } catch {
    return 0;
  }
}

export interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Processes whose environment has the token. Linux only: elsewhere the answer is empty. `first` is the first process that can
 * have it: older ones are not looked at where their numbers tell them.
 */
export function markedProcesses(token: string, first?: FirstProcess): readonly MarkedProcess[] {
  if (process.platform !== 'linux') return [];
  const mark = `${TOKEN_VARIABLE}=${token}`;
  const own = process.getuid?.();
  const found: MarkedProcess[] = [];
  const lowest = first === undefined ? 0 : lowestSince(first);
  for (const pid of linuxProcesses()) {
    if (pid < lowest) continue;
    try {
      if (own !== 0 && statSync(`/proc/${pid}`).uid !== own) continue;
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
      if (!environment.some((entry) => entry === mark || entry.startsWith(`${mark}.`))) continue;
      if (processStatus(pid)?.state === 'Z') continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
      found.push({ pid, command });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

/** Sends a signal to every process that has the token, wherever it has gone. */
export function signalMarked(token: string, signal: 'SIGTERM' | 'SIGKILL', first?: FirstProcess): number {
  const marked = markedProcesses(token, first);
  for (const { pid } of marked) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended meanwhile.
    }
  }
  return marked.length;
}

export interface SpawnRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** File descriptors to write to, standard output first; pipes of Node's own making unless given. */
  readonly output?: readonly [number, number] | undefined;
  /** Windows only: the arguments are one command line for cmd.exe. */
  readonly verbatim?: boolean;
}

/** Starts a program in a process group of its own, without standard input. Throws for a request that no system takes. */
export function spawnGroup(request: SpawnRequest): ChildProcess {
  return spawn(request.command, request.args, {
    cwd: request.cwd,
    env: request.env,
    stdio: ['ignore', ...(request.output ?? (['pipe', 'pipe'] as const))],
    detached: !WINDOWS,
    windowsHide: true,
    windowsVerbatimArguments: request.verbatim ?? false,
  });
}

export interface CommandResult {
  /** Undefined when the program could not be started. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds; then the program is killed and `code` is undefined. */
  readonly timeout?: number;
  /** What it reads from standard input; nothing unless said. */
  readonly input?: string;
}

/** Runs a short program to its end and gives back what it printed. Never rejects. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((settle) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env === undefined ? process.env : { ...process.env, ...options.env },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    // Not spawn's own: that one goes on waiting for a program that could not be started.
    const patience =
      options.timeout === undefined ? undefined : setTimeout(() => child.kill(), options.timeout);
    // A program that does not read its input may be gone before it is written.
    child.stdin?.on('error', () => undefined).end(options.input);
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (error) => {
      clearTimeout(patience);
      settle({ code: undefined, stdout, stderr: error.message });
    });
    child.on('close', (code) => {
      clearTimeout(patience);
      settle({ code: code ?? undefined, stdout, stderr });
    });
  });
}
