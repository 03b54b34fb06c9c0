import type { LegId } from '../../plan/plan.ts';
import type { Files } from '../../platform/files.ts';
import type { Fingerprint } from '../../run/fingerprint.ts';
import type { RunId, Verdict } from '../../run/run-event.ts';
import { legFileName, type RunStore } from '../run-store.ts';

/** What a leg depended on when it ran last, whatever came of it: to say what has changed since. */
export interface LastResult extends Fingerprint {
  readonly run: RunId;
  readonly time: number;
  readonly verdict: Verdict;
  /** Why its result was not kept, although it passed. */
  readonly unkept?: string;
}

export class LastResults {
  readonly #files: Files;
  readonly #store: RunStore;

  constructor(files: Files, store: RunStore) {
    this.#files = files;
    this.#store = store;
  }

  /** Undefined too for what cannot be read: it only serves to explain. */
  async read(leg: LegId): Promise<LastResult | undefined> {
    try {
      const text = await this.#files.readText(this.#path(leg));
      const data = text === undefined ? undefined : (JSON.parse(text) as LastResult);
      return Array.isArray(data?.parts) ? data : undefined;
    } catch {
      return undefined;
    }
  }

  write(leg: LegId, result: LastResult): Promise<void> {
    return this.#files.writeAtomic(this.#path(leg), JSON.stringify(result));
  }

  #path(leg: LegId): string {
    return this.#store.cachePath('last', `${legFileName(leg)}.json`);
  }
}
