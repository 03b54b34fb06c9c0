import { openAppend } from '../../platform/append-file.ts';
import type { Files } from '../../platform/files.ts';
import { waitForLock } from '../../platform/lock-file.ts';
import { type HistoryRecord, keptRecords, readRecords, writeRecord } from './test-history.ts';

/** Milliseconds another process may take to write what it has. */
const PATIENCE = 60_000;

/** Characters; a line for a run of a thousand tests has about 60,000. */
const MOST = 64 * 1024 * 1024;
const PER_LEG = 100;

/**
 * The file that the results of tests are kept in, a line for each leg of each run: JSON, only ever appended to, until it grows over its
 * limit and is written anew without its oldest lines. Whoever writes holds a lock; a process that is killed leaves at most half a
 * line, which the next one ends and readers pass over. Records know what they were made of, so files of several machines can be put
 * together in any order, any number of times.
 */
export class TestHistoryFile {
  readonly #files: Files;
  readonly #path: string;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** None when there is no such file. */
  async read(): Promise<readonly HistoryRecord[]> {
    return readRecords((await this.#files.readText(this.#path)) ?? '');
  }

  /** Adds what is not in it yet. What cannot be written is a `StorageError`; waiting too long for another process throws. */
  async add(records: readonly HistoryRecord[]): Promise<void> {
    const release = await waitForLock(this.#files, `${this.#path}.lock`, {
      signal: AbortSignal.timeout(PATIENCE),
      onWait: () => undefined,
    });
    try {
      const there = await this.read();
      const keys = new Set(there.map(({ key }) => key));
      const fresh = records.filter(({ key }) => !keys.has(key));
      if (fresh.length === 0) return;
      const all = [...there, ...fresh].sort((a, b) => a.time - b.time);
      const size = (await this.#files.stat(this.#path))?.size ?? 0;
      if (
        size > MOST ||
        keptRecords(all, { perLeg: 2 * PER_LEG, size: Number.POSITIVE_INFINITY }).length < all.length
      ) {
        const kept = keptRecords(all, { perLeg: PER_LEG, size: MOST / 2 });
        await this.#files.writeAtomic(this.#path, kept.map(writeRecord).join(''));
      } else {
        const file = openAppend(this.#path, { repairLine: true });
        for (const record of fresh) file.write(writeRecord(record));
        file.close();
      }
    } finally {
      await release();
    }
  }
}
