import type { AppendFile } from '../../platform/append-file.ts';
import { openAppend } from '../../platform/append-file.ts';
import { join } from '../../platform/paths.ts';
import type { ReleaseEvent } from './release-event.ts';

/** What a command was called for. */
export interface JournalOpening {
  readonly kind: 'began';
  readonly command: 'publish' | 'recall';
  readonly tag: string;
  /** SHA-256 of `release.json`. */
  readonly digest: string;
  readonly channels: readonly string[];
  /** Version of lockstep. */
  readonly lockstep: string;
}

export interface JournalOptions {
  /** `.lockstep` of the checkout, absolute. */
  readonly store: string;
  readonly tag: string;
  readonly secrets: readonly string[];
  now(): number;
}

/**
 * What was attempted, answered and seen, for people who want to know later: `.lockstep/releases/<tag>/journal.jsonl`, one JSON object a line, which
 * only grows. Nothing is ever read from it: how a channel is, the channel says.
 */
export class ReleaseJournal {
  readonly path: string;
  readonly #file: AppendFile;
  readonly #options: JournalOptions;

  /** Throws a `StorageError`. */
  constructor(options: JournalOptions) {
    this.#options = options;
    this.path = join(releaseFolder(options.store, options.tag), 'journal.jsonl');
    this.#file = openAppend(this.path, { repairLine: true });
  }

  write(entry: ReleaseEvent | JournalOpening): void {
    const time = new Date(this.#options.now()).toISOString();
    const masked = (_: string, value: unknown): unknown =>
      typeof value === 'string' ? maskAll(value, this.#options.secrets) : value;
    this.#file.write(`${JSON.stringify({ time, ...entry }, masked)}\n`);
  }

  close(): void {
    this.#file.close();
  }
}

/** Where everything about a release is kept: a tag may have slashes in it, which make no folders. */
export function releaseFolder(store: string, tag: string): string {
  return join(store, 'releases', encodeURIComponent(tag));
}

/** As it is, and as addresses and headers have it. */
function maskAll(text: string, secrets: readonly string[]): string {
  let rest = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
    for (const form of forms) rest = rest.replaceAll(form, '***');
  }
  return rest;
}
