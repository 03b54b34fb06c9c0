import type { FingerprintPart } from '../run/fingerprint.ts';
import type { RunId } from '../run/run-event.ts';

/** What a job that passed came to. */
export interface StoredResult {
  /** SHA-256 of its fingerprint. */
  readonly key: string;
  /** The leg and the run that made it: for people. */
  readonly leg: string;
  readonly run: RunId;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Milliseconds it took. */
  readonly duration: number;
  readonly parts: readonly FingerprintPart[];
  readonly outputs: readonly StoredFile[];
  readonly values: Readonly<Record<string, string>>;
  /** Digest of its log, masked. */
  readonly log: string;
}

/**
 * `path` is relative to the workspace, with forward slashes; a byte of it that is no UTF-8 is a lone surrogate, as in `raw-path.ts`.
 * Only directories with nothing in them are kept as such, and those whose mode is not what `mkdir` gives them under the umask of the run.
 */
export type StoredFile =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: number;
      readonly digest: string;
      readonly size: number;
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  /** `mode` is absent where it is what `mkdir` gives. */
  | { readonly kind: 'directory'; readonly path: string; readonly mode?: number };

/** Digests of every content that a result names, each once. */
export function contentsOf({ outputs, log }: StoredResult): readonly string[] {
  return [...new Set([log, ...outputs.flatMap((output) => (output.kind === 'file' ? [output.digest] : []))])];
}

/**
 * Port: where results are kept, by the digest of everything they depend on.
 *
 * Contract, checked for every implementation by `result-cache.contract.ts`:
 * - An answer is what was stored, byte for byte, or it is undefined: what is damaged, truncated, of another key or only half there
 *   is a miss. Every content is checked against its digest when it is read.
 * - Contents are stored before the result that names them.
 * - Several processes may use it at once. Storing what is there already changes nothing.
 * - Nothing rejects: a cache that cannot be read misses, and one that cannot be written says so and keeps nothing.
 */
export interface ResultCache {
  /** For people: `local`, `https://cache.example.com`. */
  readonly name: string;
  find(key: string): Promise<StoredResult | undefined>;
  /** A content by its SHA-256. */
  read(digest: string): Promise<Uint8Array | undefined>;
  /** `read` for what is large: puts a content in place as a file, whole or not at all; false when it is not to be had. */
  copyTo?(path: string, content: { readonly digest: string; readonly mode: number }): Promise<boolean>;
  /**
   * Undefined when it is kept; otherwise why not, in a sentence without a full stop. `fileOf` names files that hold a content and may be
   * copied in place of asking for it.
   */
  store(
    result: StoredResult,
    contentOf: ContentSource,
    fileOf?: (digest: string) => string | undefined,
  ): Promise<string | undefined>;
}

/** Bytes from which on a content is copied from file to file, and does not go through memory. */
export const LARGE_CONTENT: number = 1 << 20;

/** A content by its SHA-256; undefined when it is no longer to be had. */
export type ContentSource = (digest: string) => Uint8Array | undefined | Promise<Uint8Array | undefined>;
