import { relative } from '../platform/paths.ts';
import { count } from '../run/run-words.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { cacheLimit, localCache } from './open-results.ts';
import { openSharedCache } from './open-shared-cache.ts';
import { readSharedCacheSettings } from './shared-cache-settings.ts';
import { openStore } from './workplace.ts';

interface JsonOption {
  readonly json?: boolean;
}

export interface CleanOptions extends JsonOption {
  readonly to?: string;
}

export async function cacheStatus(invocation: Invocation, { json }: JsonOption): Promise<ExitCode> {
  const { console } = invocation;
  const store = await openStore(invocation);
  const size = await localCache(store).size();
  const limit = cacheLimit();
  const path = store.cachePath('results');
  const shared = await sharedStatus();
  if (json === true) console.print(JSON.stringify({ ...size, limit, path, shared: shared ?? null }, null, 2));
  else {
    console.print(
      `${count(size.results, 'result')}, ${bytesText(size.bytes)} of ${bytesText(limit)} in ${relative(process.cwd(), path)}`,
    );
    if (shared !== undefined) console.print(describeShared(shared));
  }
  return EXIT.fine;
}

interface SharedStatus {
  readonly kind: string;
  readonly url: string;
  readonly mode: 'read' | 'read-write';
  /** Why it is only read from. */
  readonly because?: string;
  readonly trust: string;
  readonly signed: boolean;
  readonly reachable: boolean;
  /** Why it is not. */
  readonly problem?: string;
}

/** Undefined when there is none. */
async function sharedStatus(): Promise<SharedStatus | undefined> {
  const settings = readSharedCacheSettings(process.env);
  if (settings === undefined) return undefined;
  const { kind, url, readOnly, trust, sharing } = settings;
  const cache = openSharedCache(settings, () => undefined);
  const problem = await cache.probe();
  cache.close();
  return {
    kind,
    url,
    mode: readOnly === undefined ? 'read-write' : 'read',
    ...(readOnly !== undefined && { because: readOnly }),
    trust: trust.level,
    signed: sharing.signatureKey !== undefined,
    reachable: problem === undefined,
    ...(problem !== undefined && { problem }),
  };
}

function describeShared({ kind, url, because, trust, signed, problem }: SharedStatus): string {
  const mode = because === undefined ? `read and written as ${trust}` : `only read: ${because}`;
  const state = problem === undefined ? 'reachable' : `not usable: ${problem}`;
  return `shared: ${url} (${kind}), ${state}, ${mode}${signed ? ', signed' : ''}`;
}

export async function cleanCache(invocation: Invocation, { to, json }: CleanOptions): Promise<ExitCode> {
  const limit = to === undefined ? 0 : cacheLimit(to);
  const cache = localCache(await openStore(invocation));
  const removed = await cache.shrink(limit, Date.now());
  const left = await cache.size();
  if (json === true) invocation.console.print(JSON.stringify({ removed, left }, null, 2));
  else
    invocation.console.print(
      `Removed ${count(removed.results, 'result')}, ${bytesText(removed.bytes)}; ${bytesText(left.bytes)} are left`,
    );
  return EXIT.fine;
}

/** Ends with 1 when something was damaged: it has gone, and a disk that loses data wants to be looked at. */
export async function verifyCache(invocation: Invocation, { json }: JsonOption): Promise<ExitCode> {
  const { console } = invocation;
  const found = await localCache(await openStore(invocation)).verify();
  if (json === true) console.print(JSON.stringify(found, null, 2));
  else {
    for (const name of found.damaged)
      console.print(`${console.style.red(console.style.glyphs.failed)} ${name} was damaged and is removed`);
    console.print(`${count(found.results, 'result')} and ${count(found.contents, 'content')} are whole`);
  }
  return found.damaged.length > 0 ? EXIT.failed : EXIT.fine;
}

/** `1.2 MB`: decimal units, as file managers show them. */
function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const number = bytes / 1000 ** step;
  return `${step === 0 ? bytes : number.toFixed(number < 10 ? 1 : 0)} ${units[step]}`;
}
