import { EXIT, type ExitCode } from './exit-code.ts';
import { type OutputLoss, onOutputLoss } from './output-loss.ts';

/**
 * Ctrl-C, a closed terminal, a polite kill, a reader that has gone away (`| head`), output that cannot be written. The first asks the run to end, with time for its processes to clean up; the second
 * does not wait. The signals reach only us: the steps have process groups of their own.
 */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #onSecond = new Set<() => void>();
  readonly #listener = (signal: NodeJS.Signals): void => this.#interrupt(signal);

  readonly #forgetOutput: () => void;
  #exitCode: ExitCode = EXIT.interrupted;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#listener);
    this.#forgetOutput = onOutputLoss((loss) => this.#lose(loss));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What is done at once when somebody does not want to wait; the returned function takes that back. */
  onSecond(callback: () => void): () => void {
    this.#onSecond.add(callback);
    return () => void this.#onSecond.delete(callback);
  }

  /** What an interrupted run ends with. */
  get exitCode(): ExitCode {
    return this.#exitCode;
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener);
    this.#forgetOutput();
  }

  /** Every further line that is lost says the same. */
  #lose(loss: OutputLoss): void {
    if (this.#controller.signal.aborted) return;
    if (loss.kind === 'broken') this.#exitCode = EXIT.internal;
    this.#controller.abort(loss.kind === 'broken' ? loss.reason : 'nobody reads the output any more');
  }

  #interrupt(signal: NodeJS.Signals): void {
    if (!this.#controller.signal.aborted) {
      this.#controller.abort(`interrupted by ${signal}`);
      return;
    }
    for (const callback of this.#onSecond) callback();
    // Cursor on: the live screen has no time left to do it.
    if (process.stdout.isTTY) process.stdout.write('\u001b[?25h\u001b[?2026l\n');
    process.exit(EXIT.interrupted);
  }
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
