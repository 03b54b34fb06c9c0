import type { DraftJob, JobBody, Machine } from '../document.ts';
import { circleName, Names } from '../names.ts';

/** The executors and jobs of the file: what is alike is there once, whoever asks for it. */
export class Bodies {
  readonly jobs = new Map<string, DraftJob>();
  readonly executors = new Map<string, Machine>();
  readonly #jobNames = new Names();
  readonly #executorNames = new Names();
  readonly #nameOf = new Map<string, string>();

  /** The name of a job with this body: of a new one the first that is free. */
  job(wanted: readonly string[], body: DraftJob): string {
    return this.#once(this.jobs, this.#jobNames, wanted, body);
  }

  /** Where a job says what it runs on: a name when others may run on the same. */
  machine(name: string | undefined, machine: Machine): JobBody['machine'] {
    if (name === undefined) return machine;
    return { executor: this.#once(this.executors, this.#executorNames, [name], machine) };
  }

  #once<T extends DraftJob | Machine>(
    all: Map<string, T>,
    names: Names,
    wanted: readonly string[],
    body: T,
  ): string {
    const print = fingerprint(body);
    const known = this.#nameOf.get(print);
    if (known !== undefined) return known;
    const name = names.takeFirst(wanted.map(circleName));
    this.#nameOf.set(print, name);
    all.set(name, body);
    return name;
  }
}

export function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (one instanceof Map ? [...one] : one));
}
