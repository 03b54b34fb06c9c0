import type { ChildProcess } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { randomHex } from '../../platform/digest.ts';
import {
  groupIsAlive,
  markedProcesses,
  signalGroup,
  signalMarked,
  spawnGroup,
  TOKEN_VARIABLE,
} from '../../platform/processes.ts';
import { startWatchdog, type Watchdog } from '../../platform/watchdog.ts';
import type { Executor, JobRequest, JobSession, StepRequest, StepResult } from '../executor.ts';
import { closeWriteEnds, OutputPipes } from './output-pipes.ts';
import { SUCCESS_MARKER_VARIABLE, shellCommand } from './shell.ts';

/** How long to wait for the rest of the output after a step has ended while something it started keeps the pipe open. */
const DRAIN_MS = 100;
/** The same when nothing seems to have been left: the output is just long. */
const LONGEST_DRAIN_MS = 10_000;
const POLL_MS = 20;

/** Runs steps as processes of this machine, in the user's own checkout. */
export class HostExecutor implements Executor {
  readonly name = 'host';
  readonly #watchdog: Watchdog;
  readonly #pipes = new OutputPipes();
  readonly #sessions = new Set<HostSession>();

  /** `run` begins every token of this run: the watchdog looks for it when we are gone. */
  constructor(run: string) {
    this.#watchdog = startWatchdog(run);
  }

  async open(job: JobRequest): Promise<JobSession> {
    const session = new HostSession(job, { watchdog: this.#watchdog, pipes: this.#pipes }, () =>
      this.#sessions.delete(session),
    );
    this.#sessions.add(session);
    return session;
  }

  /** For the second Ctrl-C: everything dies now. */
  killAll(): void {
    for (const session of this.#sessions) session.killNow();
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.close()));
    this.#pipes.close();
    this.#watchdog.close();
  }
}

/** What the sessions of an executor share. */
interface HostTools {
  readonly watchdog: Watchdog;
  readonly pipes: OutputPipes;
}

class HostSession implements JobSession {
  readonly #job: JobRequest;
  readonly #watchdog: Watchdog;
  readonly #closed: () => void;
  /** Process groups that may still have members. */
  readonly #groups = new Set<number>();
  readonly #pending = new Set<Promise<void>>();
  readonly #pipes: OutputPipes;
  readonly #streams = new Set<Readable>();
  #firstPid = 0;

  constructor(job: JobRequest, { watchdog, pipes }: HostTools, closed: () => void) {
    this.#job = job;
    this.#watchdog = watchdog;
    this.#pipes = pipes;
    this.#closed = closed;
  }

  async run(step: StepRequest): Promise<StepResult> {
    const shell = shellCommand(step.shell, step.script, step.successMarker);
    let args = shell.args;
    let file: string | undefined;
    if (shell.file !== undefined) {
      file = join(tmpdir(), `lockstep-${randomHex(8)}${shell.file.extension}`);
      await writeFile(file, shell.file.text, { mode: 0o700, flag: 'wx' });
      args = [...args, shell.verbatim === true ? `"${file}"` : file];
    }
    const marker = step.successMarker === undefined ? {} : { [SUCCESS_MARKER_VARIABLE]: step.successMarker };
    const env = { ...step.env, ...marker, [TOKEN_VARIABLE]: this.#job.token };
    try {
      const cwd = resolve(this.#job.workspace, step.cwd);
      const pipes = await this.#pipes.open();
      const output = pipes && ([pipes[0].writeEnd, pipes[1].writeEnd] as const);
      const child = spawnGroup({
        command: shell.command,
        args,
        cwd,
        env,
        output,
        verbatim: shell.verbatim ?? false,
      });
      closeWriteEnds(pipes ?? []);
      const streams = pipes === undefined ? [child.stdout, child.stderr] : pipes.map((pipe) => pipe.readEnd);
      return await this.#follow(child, streams, step, { command: shell.command, cwd });
    } finally {
      if (file !== undefined) await rm(file, { force: true });
    }
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
      this.#firstPid ||= pid;
      this.#watchdog.guard(pid);
    }
    const output = Promise.all([this.#pipe(stdout, 'stdout', step), this.#pipe(stderr, 'stderr', step)]);
    return new Promise((settle) => {
      const abort = (): void => void this.#end(pid);
      child.once('error', (error) => {
        step.signal.removeEventListener('abort', abort);
        settle({ kind: 'error', reason: describeSpawnError(error, command, cwd) });
      });
      child.once('exit', (code, signal) => {
        step.signal.removeEventListener('abort', abort);
        const result: StepResult =
          signal === null ? { kind: 'exited', code: code ?? 1 } : { kind: 'signalled', signal };
        void this.#drain(output, pid, step.signal).then(() => settle(result));
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
    do await Promise.race([ended, delay(DRAIN_MS)]);
    while (open && performance.now() < deadline && !this.#hasBackground(pid));
    if (!open && pid !== undefined && !groupIsAlive(pid)) {
      this.#groups.delete(pid);
      this.#watchdog.release(pid);
    }
  }

  #hasBackground(pid: number | undefined): boolean {
    if (pid !== undefined && groupIsAlive(pid)) return true;
    return markedProcesses(this.#job.token, this.#firstPid).length > 0;
  }

  async #pipe(
    stream: Readable | null | undefined,
    name: 'stdout' | 'stderr',
    step: StepRequest,
  ): Promise<void> {
    if (stream === null || stream === undefined) return;
    this.#streams.add(stream);
    try {
      for await (const chunk of stream) await step.onOutput(chunk as Uint8Array, name);
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
        if (performance.now() >= deadline + 5_000) return;
      }
      await delay(POLL_MS);
    }
  }

  async processes(): Promise<readonly string[]> {
    return markedProcesses(this.#job.token, this.#firstPid).map((process) => process.command);
  }

  killNow(): void {
    for (const pid of this.#groups) signalGroup(pid, 'SIGKILL');
    signalMarked(this.#job.token, 'SIGKILL');
  }

  async close(): Promise<void> {
    await Promise.all([...this.#groups].filter(groupIsAlive).map((pid) => this.#end(pid)));
    await Promise.all(this.#pending);
    if (this.#firstPid === 0) return this.#closed();
    // What has left its group, a daemon say, still carries the token.
    if (signalMarked(this.#job.token, 'SIGTERM', this.#firstPid) > 0) {
      const deadline = performance.now() + this.#job.grace;
      while (markedProcesses(this.#job.token, this.#firstPid).length > 0) {
        if (performance.now() >= deadline) signalMarked(this.#job.token, 'SIGKILL');
        await delay(POLL_MS);
      }
    }
    for (const pid of this.#groups) this.#watchdog.release(pid);
    this.#groups.clear();
    // A process that has escaped even this would keep the pipe, and with it us, alive.
    for (const stream of this.#streams) stream.destroy();
    this.#closed();
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
