import { DirectoryCache } from '../execution/cache/directory-cache.ts';
import { FileDigests } from '../execution/cache/file-digests.ts';
import { JobResults } from '../execution/cache/job-results.ts';
import { TieredCache } from '../execution/cache/tiered-cache.ts';
import type { RunStore } from '../execution/run-store.ts';
import { madeBy } from '../plan/made-by.ts';
import { systemClock } from '../platform/clock.ts';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { thisHost } from '../platform/host.ts';
import { machineFacts } from '../platform/machine-facts.ts';
import { count } from '../run/run-words.ts';
import { UsageError } from './exit-code.ts';
import { readSharedCacheSettings } from './shared-cache-settings.ts';
import { ToolVersions } from './tool-versions.ts';
import type { Workplace } from './workplace.ts';

/** `use`: reuse what is known and keep what is new. `renew`: run all of it and keep it. */
export type CacheMode = 'use' | 'renew';

export interface OpenResults {
  readonly results: JobResults;
  /**
   * Writes down what was learned of files and tools, gives the rest of what is to be shared, unless there is a hurry, and sees to it
   * that the cache does not grow for ever.
   */
  close(hurry?: boolean): Promise<void>;
}

export interface ResultsOptions {
  readonly mode: CacheMode;
  /** Results are only asked about: nothing is brought from the shared cache. */
  readonly askOnly?: boolean;
  /** A line about the shared cache, for people. */
  remark(text: string): void;
}

/** Milliseconds that a run that is over waits for what it still gives to the shared cache. */
const GIVING = 20_000;

/** Results of earlier runs, for jobs that run in this checkout. */
export async function openResults(
  { store, root, definition }: Pick<Workplace, 'store' | 'root' | 'definition'>,
  { mode, askOnly = false, remark }: ResultsOptions,
): Promise<OpenResults> {
  const settings = readSharedCacheSettings(process.env);
  // Now: a mistake in it is not to be told after a run of half an hour.
  const limit = cacheLimit();
  const digests = await FileDigests.open({
    files: nodeFiles,
    workspace: root,
    path: store.cachePath('files.json'),
    now: () => Date.now(),
  });
  const tools = await ToolVersions.open(store, root);
  const local = localCache(store);
  // git takes a moment: it answers while the rest is made ready.
  const tracked = systemGit.tracked(root);
  const warn = (message: string): void => remark(`warning: ${message}`);
  const shared = settings && (await import('./open-shared-cache.ts')).openSharedCache(settings, warn);
  const tiered = shared && new TieredCache({ local, shared, bring: !askOnly, clock: systemClock, warn });
  const results = new JobResults({
    cache: tiered ?? local,
    digests,
    machine: machineFacts(thisHost(), root),
    toolVersion: (tool, env) => tools.version(tool, env),
    tracked: () => tracked,
    running: (change) => tools.running(change),
    programs: (name, env) => tools.programs(name, env),
    elsewhere: new Map(definition.pipeline.jobs.map((job) => [job.name, madeBy(job)])),
    renew: mode === 'renew',
  });
  return {
    results,
    async close(hurry = false) {
      await tiered?.settle(hurry ? 0 : GIVING);
      const { taken = 0, given = 0 } = tiered?.traffic ?? {};
      if (shared !== undefined && taken + given > 0)
        remark(`shared cache ${shared.name}: ${count(taken, 'result')} taken, ${given} given`);
      if (!(await store.isThere())) return;
      await digests.save();
      await tools.save();
      if (results.stored > 0 && (await isDue(store))) await local.shrink(limit, Date.now());
    },
  };
}

export function localCache(store: RunStore): DirectoryCache {
  return new DirectoryCache(nodeFiles, store.cachePath('results'));
}

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const USUAL_LIMIT = '5GB';

/** How many bytes the local cache may have: `LOCKSTEP_CACHE_SIZE`. */
export function cacheLimit(text: string = process.env.LOCKSTEP_CACHE_SIZE || USUAL_LIMIT): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)B?$/i.exec(text.trim()) ?? [];
  if (number === undefined) throw new UsageError(`'${text}' is no size`, 'Write 500MB, or 5GB.');
  return Math.round(Number(number) * (UNITS[unit.toUpperCase()] ?? 1));
}

/** Looking at everything that is kept takes a while: once an hour will do. */
const SHRINK_EVERY = 3_600_000;

async function isDue(store: RunStore): Promise<boolean> {
  const stamp = store.cachePath('shrunk');
  const last = (await nodeFiles.stat(stamp))?.modified ?? 0;
  if (Date.now() - last < SHRINK_EVERY) return false;
  await nodeFiles.writeAtomic(stamp, '');
  return true;
}
