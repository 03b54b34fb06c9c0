/**
 * A name by CircleCI's rule for jobs, executors and parameters, `^[a-z][a-z0-9_-]*$`
 * (circleci.com/docs/reusing-config, "Invoking reusable commands").
 */
export function circleName(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/-+$/, '')
    .replace(/^[^a-z]+/, '');
  return plain === '' ? 'x' : plain;
}

/** Hands out names that nobody else has: the second `unit` becomes `unit-2`. */
export class Names {
  readonly #taken = new Set<string>();

  take(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count++) name = `${wanted}-${count}`;
    this.#taken.add(name);
    return name;
  }

  /** The first that is free, or the last with a number. */
  takeFirst(wanted: readonly string[]): string {
    return this.take(wanted.find((name) => !this.#taken.has(name)) ?? wanted.at(-1) ?? 'x');
  }
}
