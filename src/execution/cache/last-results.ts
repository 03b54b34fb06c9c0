import type { LegId } from '../../plan/plan.ts';
import type { Files } from '../../platform/files.ts';
import { sealText, unsealText } from '../../platform/sealed-text.ts';
import { readEntry } from '../../platform/tree-entry.ts';
import type { Fingerprint } from '../../run/fingerprint.ts';
import type { RunId, Verdict } from '../../run/run-event.ts';
import { legFileName, type RunStore } from '../run-store.ts';

/** What a leg came to when it ran last. */
export interface LastVerdict {
  readonly run: RunId;
  readonly time: number;
  readonly verdict: Verdict;
  /** Digest of what it depended on. */
  readonly digest: string;
  /** Why its result was not kept, although it passed. */
  readonly unkept?: string;
}

/** With all that it depended on: to say what has changed since. */
export type LastResult = LastVerdict & Fingerprint;

const FORMAT = 'lockstep-last 1';

/** By leg: a line of JSON with the verdict, and one with what it depended on. */
export class LastResults {
  readonly #files: Files;
  readonly #store: RunStore;

  constructor(files: Files, store: RunStore) {
    this.#files = files;
    this.#store = store;
  }

  /** Undefined too for what cannot be read: that nothing is known of a leg is always safe to say. */
  read(leg: LegId): LastResult | undefined {
    const [head, parts] = this.#lines(leg);
    return head === undefined || parts === undefined
      ? undefined
      : { ...(JSON.parse(head) as LastVerdict), parts: JSON.parse(parts) as Fingerprint['parts'] };
  }

  verdict(leg: LegId): LastVerdict | undefined {
    const [head] = this.#lines(leg);
    return head === undefined ? undefined : (JSON.parse(head) as LastVerdict);
  }

  write(leg: LegId, { parts, ...head }: LastResult): Promise<void> {
    const text = `${JSON.stringify(head)}\n${JSON.stringify(parts)}`;
    return this.#files.writeAtomic(this.#path(leg), sealText(FORMAT, text));
  }

  #lines(leg: LegId): readonly string[] {
    const bytes = readEntry(this.#path(leg));
    const body = bytes && unsealText(FORMAT, Buffer.from(bytes).toString('utf8'));
    return body?.split('\n') ?? [];
  }

  #path(leg: LegId): string {
    return this.#store.cachePath('last', `${legFileName(leg)}.json`);
  }
}
