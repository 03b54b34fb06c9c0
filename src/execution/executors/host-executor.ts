import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWatchdog } from '../../platform/watchdog.ts';
import type { Executor, JobRequest, JobSession } from '../executor.ts';
import { HostSession, type HostTools } from './host-session.ts';
import { OutputPipes } from './output-pipes.ts';

/** Runs steps as processes of this machine, in the user's own checkout. */
export class HostExecutor implements Executor {
  readonly name = 'host';
  readonly #run: string;
  readonly #onWatchdog: (pid: number) => Promise<void>;
  readonly #sessions = new Set<HostSession>();
  #tools: Promise<HostTools> | undefined;

  /**
   * Every token of this run is `run`, a full stop, and more: the watchdog looks for it when we are gone. `onWatchdog` is told its
   * number before anything runs that it is to end; a run in which nothing runs has none.
   */
  constructor(run: string, onWatchdog: (pid: number) => Promise<void> = () => Promise.resolve()) {
    this.#run = run;
    this.#onWatchdog = onWatchdog;
  }

  async open(job: JobRequest): Promise<JobSession> {
    this.#tools ??= this.#prepare();
    const session = new HostSession(job, await this.#tools, () => this.#sessions.delete(session));
    this.#sessions.add(session);
    return session;
  }

  /** For the second Ctrl-C: everything dies now. */
  killAll(): void {
    for (const session of this.#sessions) session.killNow();
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.close()));
    const tools = await this.#tools;
    tools?.watchdog.close();
    if (tools !== undefined) await rm(tools.scratch, { recursive: true, force: true });
  }

  async #prepare(): Promise<HostTools> {
    const scratch = mkdtempSync(join(tmpdir(), 'lockstep-'));
    const watchdog = startWatchdog(this.#run, scratch);
    if (watchdog.pid !== undefined) await this.#onWatchdog(watchdog.pid);
    return { watchdog, pipes: new OutputPipes(scratch), scratch };
  }
}
