import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { randomHex } from '../../platform/digest.ts';
import {
  type FirstProcess,
  groupIsAlive,
  markedProcesses,
  type SpawnRequest,
  signalGroup,
  signalMarked,
  spawnGroup,
  TOKEN_VARIABLE,
} from '../../platform/processes.ts';
import type { Watchdog } from '../../platform/watchdog.ts';
import type { JobRequest, JobSession, StepRequest, StepResult } from '../executor.ts';
import { closeWriteEnds, type OutputPipes } from './output-pipes.ts';
import { inTerminal, SUCCESS_MARKER_VARIABLE, shellCommand } from './shell.ts';
import { within } from './within.ts';

/** How long to wait for the rest of the output after a step has ended while something it started keeps the pipe open. */
const DRAIN_MS = 100;
/** The same when nothing seems to have been left: the output is just long. */
const LONGEST_DRAIN_MS = 10_000;
const POLL_MS = 20;
/** How long after SIGKILL something may still be there; what is there then cannot be ended by anybody. */
const FORCE_MS = 5_000;

/** What the sessions of an executor share. */
export interface HostTools {
  readonly watchdog: Watchdog;
  readonly pipes: OutputPipes;
  /** A folder for what steps need while they run. */
  readonly scratch: string;
}

/** One attempt at a job on this machine: every process it starts carries the job's token, and `close` leaves none of them. */
export class HostSession implements JobSession {
  readonly #job: JobRequest;
  /** Tells the executor; undefined when the session is closed. */
  #onClosed: (() => void) | undefined;
  /** Process groups that may still have members. */
  readonly #groups = new Set<number>();
  readonly #pending = new Set<Promise<void>>();
  readonly #tools: HostTools;
  /** Output that still comes, from what steps left in the background. */
  readonly #outputs = new Set<Promise<unknown>>();
  readonly #streams = new Set<Readable>();
  #first: FirstProcess | undefined;
  #closing: Promise<void> | undefined;

  constructor(job: JobRequest, tools: HostTools, onClosed: () => void) {
    this.#job = job;
    this.#tools = tools;
    this.#onClosed = onClosed;
  }

  async run(step: StepRequest): Promise<StepResult> {
    const shell = shellCommand(step.shell, step.script, step.successMarker);
    const cwd = resolve(this.#job.workspace, step.cwd);
    const marker = step.successMarker === undefined ? {} : { [SUCCESS_MARKER_VARIABLE]: step.successMarker };
    const env = { ...step.env, ...marker, [TOKEN_VARIABLE]: this.#job.token };
    let args = shell.args;
    let file: string | undefined;
    if (!existsSync(cwd))
      return { kind: 'error', reason: `there is no directory ${step.cwd} in ${this.#job.workspace}` };
    try {
      if (shell.file !== undefined) {
        file = join(this.#tools.scratch, `${randomHex(8)}${shell.file.extension}`);
        await writeFile(file, shell.file.text, { mode: 0o700, flag: 'wx' });
        args = [...args, shell.verbatim === true ? `"CALL "${file}""` : file];
      }
      const program = step.tty ? inTerminal(shell.command, args) : { command: shell.command, args };
      if (program === undefined)
        return { kind: 'error', reason: 'tty: there is no terminal for steps on Windows' };
      const request = { ...program, cwd, env, verbatim: shell.verbatim ?? false };
      return await this.#start(request, step);
    } catch (error) {
      // An environment that is too large, or holds what no environment can, is refused before there is a process.
      return {
        kind: 'error',
        reason: describeSpawnError(error as NodeJS.ErrnoException, shell.command, cwd),
      };
    } finally {
      if (file !== undefined) await rm(file, { force: true });
    }
  }

  async #start(request: SpawnRequest, step: StepRequest): Promise<StepResult> {
    const pipes = await this.#tools.pipes.open();
    let child: ChildProcess;
    try {
      child = spawnGroup({ ...request, output: pipes && [pipes[0].writeEnd, pipes[1].writeEnd] });
    } finally {
      closeWriteEnds(pipes ?? []);
    }
    const streams = pipes === undefined ? [child.stdout, child.stderr] : pipes.map((pipe) => pipe.readEnd);
    for (const stream of streams) if (stream !== null) this.#streams.add(stream);
    return this.#follow(child, streams, step, request);
  }

  #follow(
    child: ChildProcess,
    [stdout, stderr]: readonly (Readable | null | undefined)[],
    step: StepRequest,
    { command, cwd }: { readonly command: string; readonly cwd: string },
  ): Promise<StepResult> {
    const { pid } = child;
    if (pid !== undefined) {
      this.#groups.add(pid);
      this.#first ??= { pid, time: performance.now() };
      this.#tools.watchdog.guard(pid);
    }
    const abort = (): void => void this.#end(pid);
    let fault: Error | undefined;
    const onFault = (error: Error): void => {
      fault ??= error;
      abort();
    };
    const output = Promise.all([
      this.#pipe(stdout, 'stdout', step, onFault),
      this.#pipe(stderr, 'stderr', step, onFault),
    ]).finally(() => this.#outputs.delete(output));
    this.#outputs.add(output);
    return new Promise((settle) => {
      child.once('error', (error) => {
        step.signal.removeEventListener('abort', abort);
        settle({ kind: 'error', reason: describeSpawnError(error, command, cwd) });
      });
      child.once('exit', (code, signal) => {
        step.signal.removeEventListener('abort', abort);
        const result: StepResult =
          signal === null ? { kind: 'exited', code: code ?? 1 } : { kind: 'signalled', signal };
        void this.#drain(output, pid, step.signal).then(() =>
          settle(fault === undefined ? result : { kind: 'error', reason: fault.message }),
        );
      });
      if (step.signal.aborted) abort();
      else step.signal.addEventListener('abort', abort, { once: true });
    });
  }

  /** Waits for the end of the output, but not for what was left in the background and keeps the pipe open. */
  async #drain(output: Promise<unknown>, pid: number | undefined, signal: AbortSignal): Promise<void> {
    if (signal.aborted && pid !== undefined) await this.#end(pid);
    let open = true;
    const ended = output.then(() => {
      open = false;
    });
    const deadline = performance.now() + LONGEST_DRAIN_MS;
    do await within(DRAIN_MS, ended);
    while (open && performance.now() < deadline && !this.#hasBackground(pid));
    if (!open && pid !== undefined && !groupIsAlive(pid)) {
      this.#groups.delete(pid);
      this.#tools.watchdog.release(pid);
    }
  }

  #hasBackground(pid: number | undefined): boolean {
    if (pid !== undefined && groupIsAlive(pid)) return true;
    return markedProcesses(this.#job.token, this.#first).length > 0;
  }

  /** Hands output on as it comes. What `onOutput` cannot take is a fault of the step: what follows is read and dropped. */
  async #pipe(
    stream: Readable | null | undefined,
    name: 'stdout' | 'stderr',
    step: StepRequest,
    onFault: (error: Error) => void,
  ): Promise<void> {
    if (stream === null || stream === undefined) return;
    let broken = false;
    try {
      for await (const chunk of stream) {
        if (broken || this.#onClosed === undefined) continue;
        try {
          await step.onOutput(chunk as Uint8Array, name);
        } catch (error) {
          broken = true;
          onFault(error as Error);
        }
      }
    } catch {
      // The pipe was torn when the process was killed: what had come through has been handed on.
    }
  }

  /** Asks a group to end, and makes it when the grace period is over. */
  async #end(pid: number | undefined): Promise<void> {
    if (pid === undefined) return;
    signalGroup(pid, 'SIGTERM');
    const work = this.#waitThenKill(pid).finally(() => this.#pending.delete(work));
    this.#pending.add(work);
    await work;
  }

  async #waitThenKill(pid: number): Promise<void> {
    const deadline = performance.now() + this.#job.grace;
    while (groupIsAlive(pid)) {
      if (performance.now() >= deadline) {
        signalGroup(pid, 'SIGKILL');
        await delay(POLL_MS);
        if (performance.now() >= deadline + FORCE_MS) return;
      }
      await delay(POLL_MS);
    }
  }

  async processes(): Promise<readonly string[]> {
    return markedProcesses(this.#job.token, this.#first).map((process) => process.command);
  }

  killNow(): void {
    for (const pid of this.#groups) signalGroup(pid, 'SIGKILL');
    signalMarked(this.#job.token, 'SIGKILL');
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#groups].filter(groupIsAlive).map((pid) => this.#end(pid)));
    await Promise.all(this.#pending);
    if (this.#first !== undefined) await this.#endDaemons(this.#first);
    for (const pid of this.#groups) this.#tools.watchdog.release(pid);
    this.#groups.clear();
    // The last words of what ran in the background.
    await within(DRAIN_MS, Promise.all(this.#outputs));
    // A process that has escaped even this would keep the pipe, and with it us, alive.
    for (const stream of this.#streams) stream.destroy();
    this.#onClosed?.();
    this.#onClosed = undefined;
  }

  /** What has left its group, a daemon say, still carries the token. */
  async #endDaemons(first: FirstProcess): Promise<void> {
    if (signalMarked(this.#job.token, 'SIGTERM', first) === 0) return;
    const deadline = performance.now() + this.#job.grace;
    while (markedProcesses(this.#job.token, first).length > 0 && performance.now() < deadline + FORCE_MS) {
      if (performance.now() >= deadline) signalMarked(this.#job.token, 'SIGKILL', first);
      await delay(POLL_MS);
    }
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function describeSpawnError(error: NodeJS.ErrnoException, command: string, cwd: string): string {
  if (error.code === 'ENOENT')
    return `cannot start ${command}: there is no such program, or no directory ${cwd}`;
  return `cannot start ${command}: ${error.message}`;
}
