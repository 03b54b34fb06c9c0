import type { RunEvent } from '../../run/run-event.ts';

/** Shows a run to somebody while it happens. Events come in the order of the journal; a renderer never throws for what is in them. */
export interface Renderer {
  event(event: RunEvent): void;
  /** No more events will come: writes what was held back and leaves the terminal as it was found. May be called twice. */
  finish(): Promise<void>;
}

/** The place a renderer writes to. `columns` and `rows` are read anew for each frame. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
  readonly unicode: boolean;
  write(text: string): void;
  /** Calls back after each change of size; the returned function takes that back. */
  onResize(callback: () => void): () => void;
}
