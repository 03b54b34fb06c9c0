import type { DraftJob, JobBody, Machine } from '../document.ts';
import { circleName, Names } from '../names.ts';

/** The executors and jobs of the file: what is alike is there once, whoever asks for it. */
export class Bodies {
  readonly jobs = new Map<string, DraftJob>();
  readonly executors = new Map<string, Machine>();
  readonly #jobNames = new Names();
  readonly #executorNames = new Names();

  /** The name of a job with this body: of a new one the first that is free. */
  job(wanted: readonly string[], body: DraftJob): string {
    return this.#find(this.jobs, body) ?? this.#add(this.jobs, this.#jobNames, wanted, body);
  }

  /** Where a job says what it runs on: a name when others may run on the same. */
  machine(name: string | undefined, machine: Machine): JobBody['machine'] {
    if (name === undefined) return machine;
    const { executors } = this;
    const known = this.#find(executors, machine);
    return { executor: known ?? this.#add(executors, this.#executorNames, [circleName(name)], machine) };
  }

  #find<T>(all: ReadonlyMap<string, T>, body: T): string | undefined {
    const print = fingerprint(body);
    return [...all].find(([, other]) => fingerprint(other) === print)?.[0];
  }

  #add<T>(all: Map<string, T>, names: Names, wanted: readonly string[], body: T): string {
    const name = names.takeFirst(wanted.map(circleName));
    all.set(name, body);
    return name;
  }
}

export function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (one instanceof Map ? [...one] : one));
}
