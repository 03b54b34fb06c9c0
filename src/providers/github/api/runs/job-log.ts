import { LineCutter } from '../../../log-lines.ts';
import type { CiStep, LogPiece } from '../../../run-source.ts';

/** What the runner puts before every line: ISO 8601 with seven decimals. */
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z) ?/;
/** How the runner begins a step of a workflow, and one that an action wants done at the end (actions/runner, ActionRunner and JobExtension). */
const BEGINNING =
  /^(?:##\[group\]Run |Post job cleanup\.|Evaluate and set job outputs|Cleaning up orphan processes)/;
/** Times of steps have no fractions; a step that begins within the second shows it by its first line. Milliseconds. */
const ROUNDED = 1_000;

/**
 * Divides the log of a job of GitHub Actions, which is one text with a time before each line, among its steps, of which the API tells when
 * they began. Lines come in pieces of any size; memory does not grow with them.
 */
export class JobLogDivider {
  readonly #steps: readonly CiStep[];
  readonly #isWanted: (step: CiStep) => boolean;
  readonly #cutter = new LineCutter();
  #at = -1;
  #time = 0;
  #text = '';

  constructor(steps: readonly CiStep[], isWanted: (step: CiStep) => boolean) {
    this.#steps = steps
      .filter(({ state, startedAt }) => startedAt !== undefined && state !== 'skipped')
      .toSorted((one, other) => one.number - other.number);
    this.#isWanted = isWanted;
  }

  *pieces(text: string): Iterable<LogPiece> {
    for (const line of this.#cutter.lines(text)) yield* this.#line(line);
    yield* this.#flush();
  }

  *end(): Iterable<LogPiece> {
    for (const line of this.#cutter.end()) yield* this.#line(line);
    yield* this.#flush();
  }

  *#line(line: string): Iterable<LogPiece> {
    const [stamp, time] = STAMP.exec(line) ?? [];
    const words = stamp === undefined ? line : line.slice(stamp.length);
    if (time !== undefined) this.#time = Date.parse(time);
    const begins = BEGINNING.test(words);
    for (;;) {
      const next = this.#steps[this.#at + 1];
      if (next === undefined) break;
      const start = next.startedAt ?? 0;
      const isDue = this.#at < 0 || this.#time >= start + ROUNDED || (begins && this.#time >= start);
      if (!isDue) break;
      yield* this.#flush();
      this.#at += 1;
      if (this.#isWanted(next)) yield { kind: 'step', step: next };
      if (begins && this.#time < start + ROUNDED) break;
    }
    const step = this.#steps[this.#at];
    if (step === undefined || this.#isWanted(step)) this.#text += `${words}\n`;
  }

  *#flush(): Iterable<LogPiece> {
    if (this.#text !== '') yield { kind: 'text', text: this.#text };
    this.#text = '';
  }
}
