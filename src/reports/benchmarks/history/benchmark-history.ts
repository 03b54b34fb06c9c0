import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Files } from '../../../platform/files.ts';
import { join } from '../../../platform/paths.ts';
import { StorageError } from '../../../platform/storage-error.ts';
import type { BenchmarkCode } from '../diagnostic-codes.ts';
import { type BenchmarkRecord, readRecord, recordFile } from './benchmark-record.ts';
import { BENCHMARKS_FOLDER, CALIBRATIONS_FOLDER, RECORDS_FOLDER } from './benchmarks-folder.ts';
import { importedRecord } from './imported-record.ts';

/** Milliseconds after which nobody can be writing any more what was put aside. */
const ABANDONED = 10 * 60_000;

/** A record, and the file that it is in. */
export interface KeptRecord {
  readonly record: BenchmarkRecord;
  /** From the folder `.benchmarks`, with forward slashes. */
  readonly path: string;
  /** False for what pytest-benchmark keeps: it is read, and never removed. */
  readonly own: boolean;
}

export interface HistoryReading {
  /** In the order of their names. */
  readonly records: readonly KeptRecord[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What benchmarks have measured, a file for each run of a tool: `.benchmarks/lockstep/<machine>/<time>-<commit>-<digest>.json`. A file is never
 * changed once it is there, and its name is made of its content: branches that have recorded merge without a conflict, and so do folders of
 * several machines. Writers need no lock. Whoever is killed leaves a file with another ending, which nobody reads and the next one clears away.
 */
export class BenchmarkHistory {
  readonly #files: Files;
  /** Absolute. */
  readonly #folder: string;

  constructor(files: Files, root: string) {
    this.#files = files;
    this.#folder = join(root, BENCHMARKS_FOLDER);
  }

  /** Paths from the folder `.benchmarks` of what was added; what is there already is not written again. Throws a `StorageError`. */
  async add(records: readonly BenchmarkRecord[], now: number): Promise<readonly string[]> {
    const written: string[] = [];
    for (const record of records) {
      const { path, text } = recordFile(record);
      const full = join(this.#folder, RECORDS_FOLDER, path);
      try {
        if (await this.#files.createExclusive(full, text)) written.push(`${RECORDS_FOLDER}/${path}`);
      } catch (error) {
        throw new StorageError(full, error);
      }
    }
    await this.#clear(now);
    return written;
  }

  async read(): Promise<HistoryReading> {
    const records: KeptRecord[] = [];
    const diagnostics: Diagnostic[] = [];
    for (const { path, own } of await this.#paths()) {
      const text = await this.#files.readText(join(this.#folder, path));
      // Somebody prunes at the same time.
      if (text === undefined) continue;
      const record = own ? readRecord(text) : importedRecord(path, text);
      if (typeof record !== 'string') records.push({ record, path, own });
      else
        diagnostics.push({
          code: 'benchmark-record-damaged' satisfies BenchmarkCode,
          severity: 'warning',
          message: `this is no record of benchmarks: ${record}; it was passed over`,
          location: { path: `${BENCHMARKS_FOLDER}/${path}` },
          fix: own
            ? 'Take it from git again, or remove it.'
            : 'Remove it, if pytest-benchmark cannot read it either.',
        });
    }
    return { records, diagnostics };
  }

  /** Removes files by their paths from the folder `.benchmarks`. Throws a `StorageError`. */
  async remove(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const full = join(this.#folder, path);
      try {
        await this.#files.remove(full);
      } catch (error) {
        throw new StorageError(full, error);
      }
    }
  }

  /** Folders of machines stand in ours; beside ours are pytest-benchmark's. Of files at the top nobody knows whose they are. */
  async #paths(): Promise<readonly { readonly path: string; readonly own: boolean }[]> {
    const found: { path: string; own: boolean }[] = [];
    const take = async (folder: string, own: boolean): Promise<void> => {
      for (const { name, kind } of await this.#files.list(join(this.#folder, folder)))
        if (kind === 'file' && name.endsWith('.json') && (own || /^\d{4,}_/u.test(name)))
          found.push({ path: `${folder}/${name}`, own });
    };
    for (const { name, kind } of await this.#files.list(this.#folder))
      if (kind === 'directory' && name !== RECORDS_FOLDER && name !== CALIBRATIONS_FOLDER)
        await take(name, false);
    for (const { name, kind } of await this.#files.list(join(this.#folder, RECORDS_FOLDER)))
      if (kind === 'directory') await take(`${RECORDS_FOLDER}/${name}`, true);
    return found;
  }

  /** What those who were killed have left. */
  async #clear(now: number): Promise<void> {
    for (const machine of await this.#files.list(join(this.#folder, RECORDS_FOLDER))) {
      if (machine.kind !== 'directory') continue;
      const folder = join(this.#folder, RECORDS_FOLDER, machine.name);
      for (const { name } of await this.#files.list(folder)) {
        if (!/\.json\.[0-9a-f]+\.tmp$/u.test(name)) continue;
        const stat = await this.#files.stat(join(folder, name));
        if (stat !== undefined && now - stat.modified > ABANDONED)
          await this.#files.remove(join(folder, name));
      }
    }
  }
}
