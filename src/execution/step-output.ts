import type { AppendFile } from '../platform/append-file.ts';
import { LineWriter } from './log-file.ts';
import type { Masker } from './masking/masker.ts';

type StreamName = 'stdout' | 'stderr';
type MaskStream = ReturnType<Masker['stream']>;

/** Lines kept for the report of a failure: the first of a step and the last. */
const KEPT_LINES = 200;
/** A line is cut to this many characters before it is kept; the log has all of it. */
const KEPT_CHARACTERS = 2_000;

/**
 * The way of a step's output: bytes → masker → lines → log file and listeners. One masker per stream, as a secret is never written
 * half to standard output and half to standard error.
 */
export class StepOutput {
  readonly #writers: Record<StreamName, LineWriter>;
  readonly #masks: Record<StreamName, MaskStream | undefined> = { stdout: undefined, stderr: undefined };
  readonly #masker: Masker;
  readonly head: string[] = [];
  readonly #tail: string[] = [];
  #tailStart = 0;

  constructor(options: {
    readonly file: AppendFile;
    readonly masker: Masker;
    readonly now: () => number;
    onLines(stream: StreamName, lines: readonly string[]): void;
  }) {
    this.#masker = options.masker;
    const writer = (stream: StreamName, mark: '1' | '2'): LineWriter =>
      new LineWriter({
        file: options.file,
        mark,
        now: options.now,
        onLines: (lines) => {
          this.#keep(lines);
          options.onLines(stream, lines);
        },
      });
    this.#writers = { stdout: writer('stdout', '1'), stderr: writer('stderr', '2') };
  }

  write(chunk: Uint8Array, stream: StreamName): void {
    const mask = this.#masks[stream] ?? this.#masker.stream();
    this.#masks[stream] = mask;
    this.#writers[stream].writePieces(mask.pieces(chunk));
  }

  /** The step is over. What it left in the background may still write; that is a new stream to the masker. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const mask = this.#masks[stream];
      this.#masks[stream] = undefined;
      if (mask !== undefined) this.#writers[stream].write(mask.end());
      this.#writers[stream].end();
    }
  }

  /** The last lines, oldest first. */
  get tail(): readonly string[] {
    return [...this.#tail.slice(this.#tailStart), ...this.#tail.slice(0, this.#tailStart)];
  }

  get lastLine(): string | undefined {
    // A question that waits for an answer has no line break.
    const pending = [this.#writers.stderr.pending, this.#writers.stdout.pending].find(
      (text) => text.trim() !== '',
    );
    return pending?.slice(0, KEPT_CHARACTERS) ?? this.tail.findLast((line) => line.trim() !== '');
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines.length > KEPT_LINES
      ? [...lines.slice(0, KEPT_LINES), ...lines.slice(-KEPT_LINES)]
      : lines) {
      const cut = line.length > KEPT_CHARACTERS ? `${line.slice(0, KEPT_CHARACTERS)}…` : line;
      if (this.head.length < KEPT_LINES) this.head.push(cut);
      if (this.#tail.length < KEPT_LINES) this.#tail.push(cut);
      else {
        this.#tail[this.#tailStart] = cut;
        this.#tailStart = (this.#tailStart + 1) % KEPT_LINES;
      }
    }
  }
}
