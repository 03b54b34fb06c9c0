import type { ResultCache, StoredResult } from '../result-cache.ts';

/** Port: results that several checkouts share. A `ResultCache` whose contents come over a network, and cost accordingly. */
export interface SharedCache extends ResultCache {
  /** A result whose contents are wanted too. */
  fetch(key: string): Promise<FetchedResult | undefined>;
  /** Why results are not given to it; undefined when they are. */
  readonly whyNotGiven: string | undefined;
  /** Undefined when it answers as it should; otherwise what is wrong, in words without a full stop. */
  probe(): Promise<string | undefined>;
  /** Ends what is under way, for the rest of the run; with a reason that is told. */
  leaveAlone(reason: string): void;
  /** Ends what is under way without a word. */
  close(): void;
}

export interface FetchedResult {
  readonly result: StoredResult;
  /** Checked; undefined when it is not to be had. */
  contentOf(digest: string): Promise<Uint8Array | undefined>;
}
