import type { LegId } from '../plan/plan.ts';
import { openAppend } from '../platform/append-file.ts';
import { randomHex, sha256 } from '../platform/digest.ts';
import type { Files } from '../platform/files.ts';
import { acquireLock, holderLives, holderOf, type LockHolder, readHolder } from '../platform/lock-file.ts';
import { join } from '../platform/paths.ts';
import { StorageError } from '../platform/storage-error.ts';
import type { RunId } from '../run/run-event.ts';

/** Milliseconds; a watchdog needs its grace and little more. */
const LONGEST_WATCH = 15_000;
const WATCHDOG_POLL = 50;

/**
 * The folder `.lockstep/` of a checkout:
 * ```
 * .lockstep/.gitignore            keeps all of it out of git
 *   history.ndjson                one line per finished run, for durations and lists
 *   test-history.ndjson           what became of each test, see `reports/tests/test-history.ts`
 *   notify/outbox.ndjson          messages, and what became of them
 *   cache/                        may be deleted at any time
 *   locks/                        which run holds a lock that jobs name, installs a toolchain, or is at a leg, just now
 *   runs/<id>/events.ndjson       the journal
 *             lock                the process that writes it
 *             watchdog            the process that cleans up when that one is killed
 *             logs/<leg>.log      masked output of all attempts
 *             steps/<leg>/        files steps hand values on with; removed when the leg is done
 *             artifacts/<leg>/<name>/…  reports/<leg>/…
 * ```
 */
export class RunStore {
  readonly files: Files;
  /** Absolute path of `.lockstep`. */
  readonly root: string;

  constructor(files: Files, checkout: string) {
    this.files = files;
    this.root = join(checkout, '.lockstep');
  }

  /** Is this folder the checkout whose runs are kept here? */
  isOf(folder: string): boolean {
    return join(folder, '.lockstep') === this.root;
  }

  get historyPath(): string {
    return join(this.root, 'history.ndjson');
  }

  /** Messages that are to be sent, see `notify/outbox.ts`. */
  get outboxPath(): string {
    return join(this.root, 'notify', 'outbox.ndjson');
  }

  cachePath(...parts: string[]): string {
    return join(this.root, 'cache', ...parts);
  }

  lockPath(name: string): string {
    return join(this.root, 'locks', name);
  }

  runPath(id: RunId, ...parts: string[]): string {
    return join(this.root, 'runs', id, ...parts);
  }

  journalPath(id: RunId): string {
    return this.runPath(id, 'events.ndjson');
  }

  logPath(id: RunId, leg: LegId): string {
    return this.runPath(id, 'logs', `${legFileName(leg)}.log`);
  }

  /** Has anything run here? Until then nothing is written, so that a mere question leaves nothing behind for git to see. */
  isThere(): Promise<boolean> {
    return this.files.exists(join(this.root, '.gitignore'));
  }

  /** Makes the folder of a new run and takes its lock. The id begins with the time, so names sort by age. */
  async create(now: number): Promise<OwnedRun> {
    try {
      await this.ignoreInGit();
      for (;;) {
        const id = `${timestamp(now)}-${finerTime(now)}` as RunId;
        if (await this.files.exists(this.runPath(id))) continue;
        const lock = await acquireLock(this.files, this.runPath(id, 'lock'));
        if ('release' in lock) return { id, release: lock.release };
      }
    } catch (error) {
      throw new StorageError(this.root, error);
    }
  }

  /** The process that ends what the run leaves behind when it is killed. */
  async noteWatchdog(id: RunId, pid: number): Promise<void> {
    await this.files.writeAtomic(this.runPath(id, 'watchdog'), JSON.stringify(holderOf(pid)));
  }

  /** Waits until nothing of a run's earlier processes is left: they would still write what those who resume read. */
  async waitForWatchdog(id: RunId): Promise<void> {
    const watchdog = await readHolder(this.files, this.runPath(id, 'watchdog'));
    for (let waited = 0; watchdog !== undefined && holderLives(watchdog); waited += WATCHDOG_POLL) {
      if (waited >= LONGEST_WATCH) return;
      await new Promise((resolve) => setTimeout(resolve, WATCHDOG_POLL));
    }
  }

  /** Takes over a run whose process is gone; gives the process that still writes it otherwise. */
  async takeOver(id: RunId): Promise<OwnedRun | LockHolder> {
    const lock = await acquireLock(this.files, this.runPath(id, 'lock'));
    return 'release' in lock ? { id, release: lock.release } : lock;
  }

  async isLive(id: RunId): Promise<boolean> {
    return (await this.processOf(id)) !== undefined;
  }

  /** The number of the process that a run is going on in. */
  async processOf(id: RunId): Promise<number | undefined> {
    const holder = await readHolder(this.files, this.runPath(id, 'lock'));
    return holder !== undefined && holderLives(holder) ? holder.pid : undefined;
  }

  /** All runs that have a folder, newest first. What else somebody put there is none of ours. */
  async list(): Promise<readonly RunId[]> {
    const entries = await this.files.list(join(this.root, 'runs'));
    return entries
      .filter((entry) => entry.kind === 'directory' && RUN_ID.test(entry.name))
      .map((entry) => entry.name as RunId)
      .reverse();
  }

  /** Removes all but the newest runs; gives those that went. One that is going on never goes. */
  async prune(
    keep: number,
    options: { readonly dryRun?: boolean; beforeRemoval?(id: RunId): Promise<void> } = {},
  ): Promise<readonly RunId[]> {
    const removed: RunId[] = [];
    for (const id of (await this.list()).slice(keep)) {
      if (await this.isLive(id)) continue;
      removed.push(id);
      if (options.dryRun === true) continue;
      await options.beforeRemoval?.(id);
      await this.discard(id);
    }
    return removed;
  }

  /** Removes the folder of a run, whatever is in it. */
  async discard(id: RunId): Promise<void> {
    await this.files.remove(this.runPath(id));
  }

  /** Keeps the folder out of git, before anything is written to it. */
  async ignoreInGit(): Promise<void> {
    const path = join(this.root, '.gitignore');
    if (!(await this.files.exists(path))) await this.files.writeAtomic(path, '*\n');
  }

  /** Adds a line to the history. Lines of runs that end together do not mix: each is one write to a file opened for appending. */
  appendHistory(line: string): void {
    const file = openAppend(this.historyPath, { repairLine: true });
    file.write(`${line}\n`);
    file.close();
  }
}

export interface OwnedRun {
  readonly id: RunId;
  release(): Promise<void>;
}

/** What `create` gives. */
const RUN_ID = /^\d{8}-\d{6}-[0-9a-f]{4}$/;

/** Four hexadecimal digits that grow with the milliseconds of the second, so that runs of one second sort too; the rest is chance. */
function finerTime(now: number): string {
  const chance = Number.parseInt(randomHex(2), 16) % CHANCES;
  return ((now % 1000) * CHANCES + chance).toString(16).padStart(4, '0');
}

/** 1000 times this is what fits into four digits. */
const CHANCES = 65;

/** `20261123-142530` in UTC. */
function timestamp(now: number): string {
  return new Date(now).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
}

/** A file name for a leg, the same on every system: what file systems refuse is replaced, and a digest keeps names apart. */
export function legFileName(leg: LegId): string {
  const safe = leg.replace(/[^A-Za-z0-9._=@#,()-]/g, '-').slice(0, 120);
  return safe === leg ? safe : `${safe}-${sha256(leg).slice(0, 8)}`;
}
