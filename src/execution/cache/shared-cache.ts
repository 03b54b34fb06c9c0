import type { ContentSource, StoredResult } from '../result-cache.ts';

/**
 * Port: results that several checkouts share, behind a network. It promises what a `ResultCache` does, but that a content is only to be
 * had with the result that names it: not every server keeps them one by one.
 */
export interface SharedCache {
  /** For people: `https://cache.example.com`. */
  readonly name: string;
  find(key: string): Promise<StoredResult | undefined>;
  /** A result whose contents are wanted too. */
  fetch(key: string): Promise<FetchedResult | undefined>;
  /** Undefined when it is kept; otherwise why not, in words without a full stop. */
  store(result: StoredResult, contentOf: ContentSource): Promise<string | undefined>;
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
