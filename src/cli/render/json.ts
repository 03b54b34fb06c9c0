import type { RunEvent } from '../../run/run-event.ts';
import type { Renderer } from './renderer.ts';

/** `--json`: the events themselves, one JSON object a line, as they come (ndjson.org). For programs, so without any adornment. */
export class JsonRenderer implements Renderer {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  event(event: RunEvent): void {
    this.#write(`${JSON.stringify(event)}\n`);
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }
}
