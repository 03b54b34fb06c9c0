import { EXIT } from './exit-code.ts';

/**
 * Ctrl-C, a closed terminal, a polite kill, a reader that has gone away (`| head`). The first asks the run to end, with time for its processes to clean up; the second
 * does not wait. The signals reach only us: the steps have process groups of their own.
 */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #onSecond: () => void;
  readonly #listener = (signal: NodeJS.Signals): void => this.#interrupt(signal);

  /** Every further line that nobody reads says the same. */
  readonly #onBrokenPipe = (): void => this.#controller.abort('nobody reads the output any more');

  constructor(options: { onSecond(): void }) {
    this.#onSecond = options.onSecond;
    for (const signal of SIGNALS) process.on(signal, this.#listener);
    process.on('SIGPIPE', this.#onBrokenPipe);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener);
    process.off('SIGPIPE', this.#onBrokenPipe);
  }

  #interrupt(signal: NodeJS.Signals): void {
    if (!this.#controller.signal.aborted) {
      this.#controller.abort(`interrupted by ${signal}`);
      return;
    }
    this.#onSecond();
    // Cursor on: the live screen has no time left to do it.
    if (process.stdout.isTTY) process.stdout.write('\u001b[?25h\u001b[?2026l\n');
    process.exit(EXIT.interrupted);
  }
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
