/** Milliseconds after a round in which an edit may still be the doing of a job. */
const SOON = 2_000;
/** So many rounds in a row nobody's hand sets off that fast. */
const ROUNDS = 5;

/** Finds files that set off one round after the other: most likely a job writes what it reads, and runs itself for ever. */
export class RepeatedEdits {
  readonly #inARow = new Map<string, number>();

  /** What a round is begun for, and how many milliseconds after the one before; gives the files to be told of, each once. */
  note(edited: readonly string[], sinceLast: number): readonly string[] {
    const soon = sinceLast < SOON;
    const now = new Map(edited.map((name) => [name, (soon ? (this.#inARow.get(name) ?? 0) : 0) + 1]));
    this.#inARow.clear();
    for (const [name, count] of now) this.#inARow.set(name, count);
    return edited.filter((name) => now.get(name) === ROUNDS);
  }
}
