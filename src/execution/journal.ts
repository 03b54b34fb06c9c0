import { type AppendFile, openAppend } from '../platform/append-file.ts';
import type { Files } from '../platform/files.ts';
import type { RunEvent } from '../run/run-event.ts';

/** Writes a run's events, one JSON object a line. What `append` has returned from survives a SIGKILL. */
export class Journal {
  readonly #file: AppendFile;

  /** Goes on where an earlier process stopped; a line it left unfinished is closed, so that it spoils no other. */
  constructor(path: string) {
    this.#file = openAppend(path, { repairLine: true });
  }

  append(event: RunEvent): void {
    // Output has files of its own: the journal stays small however much a job prints.
    if (event.kind === 'job.output') return;
    this.#file.write(`${JSON.stringify(event)}\n`);
  }

  close(): void {
    this.#file.close();
  }
}

export interface JournalContent {
  readonly events: readonly RunEvent[];
  /** Numbers (from 1) of lines that are no event: the one that was being written when lockstep was killed, or damage. */
  readonly damaged: readonly number[];
}

/** Reads a journal, whatever state a killed process left it in. Undefined when there is none. */
export async function readJournal(files: Files, path: string): Promise<JournalContent | undefined> {
  const text = await files.readText(path);
  return text === undefined ? undefined : parseJournal(text);
}

export function parseJournal(text: string): JournalContent {
  const events: RunEvent[] = [];
  const damaged: number[] = [];
  text.split('\n').forEach((line, index) => {
    if (line === '') return;
    const event = parseEvent(line);
    if (event === undefined) damaged.push(index + 1);
    else events.push(event);
  });
  return { events, damaged };
}

function parseEvent(line: string): RunEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    const { kind, time } = value as { kind?: unknown; time?: unknown };
    return typeof kind === 'string' && typeof time === 'number' ? (value as RunEvent) : undefined;
  } catch {
    return undefined;
  }
}
