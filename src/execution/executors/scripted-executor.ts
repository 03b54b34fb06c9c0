import type { Clock } from '../../platform/clock.ts';
import type { Executor, JobRequest, JobSession, StepRequest, StepResult } from '../executor.ts';

/**
 * An executor that plays what a step's script says, one action a line, on the clock it is given: for tests of everything that stands
 * above the port. No process is started.
 * ```
 * print TEXT         a line on standard output        warn TEXT     one on standard error
 * sleep 2s           (or 50ms)                        hang          until it is ended
 * exit 3             ends with this status            die SIGSEGV   ends by this signal
 * stubborn           from here on it ignores the request to end
 * later 2s TEXT      a line said in the background, if the session is still open then
 * unstartable TEXT   as if the shell could not be started
 * ```
 */
export class ScriptedExecutor implements Executor {
  readonly name = 'scripted';
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(job: JobRequest): Promise<JobSession> {
    return Promise.resolve(new ScriptedSession(job, this.#clock));
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** Why a wait was over before its time. */
type Interrupt = 'end' | 'kill';

class ScriptedSession implements JobSession {
  readonly #job: JobRequest;
  readonly #clock: Clock;
  readonly #running = new Set<string>();
  readonly #background = new Set<() => void>();
  #killed: (() => void) | undefined;
  #closed = false;

  constructor(job: JobRequest, clock: Clock) {
    this.#job = job;
    this.#clock = clock;
  }

  async run(step: StepRequest): Promise<StepResult> {
    const play = new Play(step, this.#job.grace, this.#clock);
    this.#killed = () => play.interrupt('kill');
    this.#running.add(step.script);
    try {
      return await play.run((wait, text) => this.#sayLater(step, wait, text));
    } catch (error) {
      return { kind: 'error', reason: (error as Error).message };
    } finally {
      play.close();
      this.#running.delete(step.script);
    }
  }

  processes(): Promise<readonly string[]> {
    return Promise.resolve([...this.#running]);
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#killed?.();
    for (const cancel of this.#background) cancel();
    return Promise.resolve();
  }

  #sayLater(step: StepRequest, wait: number, text: string): void {
    const cancel = this.#clock.after(wait, () => {
      if (!this.#closed) void step.onOutput(Buffer.from(`${text}\n`), 'stdout');
    });
    this.#background.add(cancel);
  }
}

const ENDED: StepResult = { kind: 'signalled', signal: 'SIGTERM' };
const KILLED: StepResult = { kind: 'signalled', signal: 'SIGKILL' };

/** One step as it is played. */
class Play {
  readonly #step: StepRequest;
  readonly #grace: number;
  readonly #clock: Clock;
  readonly #onAbort = (): void => this.#ask();
  #stubborn = false;
  #interrupted: Interrupt | undefined;
  #wake: () => void = () => undefined;
  #cancelForce: () => void = () => undefined;

  constructor(step: StepRequest, grace: number, clock: Clock) {
    this.#step = step;
    this.#grace = grace;
    this.#clock = clock;
    if (step.signal.aborted) this.#ask();
    else step.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  interrupt(how: Interrupt): void {
    if (how === 'end' && this.#stubborn) return;
    this.#interrupted = how;
    this.#wake();
  }

  close(): void {
    this.#step.signal.removeEventListener('abort', this.#onAbort);
    this.#cancelForce();
  }

  async run(sayLater: (wait: number, text: string) => void): Promise<StepResult> {
    for (const line of this.#step.script.split('\n')) {
      if (this.#interrupted !== undefined) break;
      const [, action = '', rest = ''] = /^\s*(\S*)\s?(.*)$/.exec(line) ?? [];
      const result = await this.#perform(action, rest, sayLater);
      if (result !== undefined) return result;
    }
    if (this.#interrupted === undefined) return { kind: 'exited', code: 0 };
    return this.#interrupted === 'kill' ? KILLED : ENDED;
  }

  async #perform(
    action: string,
    rest: string,
    sayLater: (wait: number, text: string) => void,
  ): Promise<StepResult | undefined> {
    switch (action) {
      case '':
        return undefined;
      case 'print':
      case 'warn':
        await this.#step.onOutput(Buffer.from(`${rest}\n`), action === 'print' ? 'stdout' : 'stderr');
        return undefined;
      case 'sleep':
        return this.#wait(milliseconds(rest));
      case 'hang':
        return this.#wait(undefined);
      case 'stubborn':
        this.#stubborn = true;
        return undefined;
      case 'later': {
        const [wait = '', ...words] = rest.split(' ');
        sayLater(milliseconds(wait), words.join(' '));
        return undefined;
      }
      case 'exit':
        return { kind: 'exited', code: Number(rest) };
      case 'die':
        return { kind: 'signalled', signal: rest };
      case 'unstartable':
        return { kind: 'error', reason: rest };
      default:
        throw new Error(`a script has no action '${action}'`);
    }
  }

  #ask(): void {
    this.interrupt('end');
    this.#cancelForce = this.#clock.after(this.#grace, () => this.interrupt('kill'));
  }

  /** Undefined: until it is interrupted. */
  async #wait(ms: number | undefined): Promise<undefined> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (ms !== undefined) this.#clock.after(ms, resolve);
    });
    return undefined;
  }
}

function milliseconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  if (match === null) throw new Error(`'${text}' is no time`);
  return Number(match[1]) * ({ ms: 1, s: 1000, m: 60_000 }[match[2] as 'ms' | 's' | 'm'] ?? 1);
}
