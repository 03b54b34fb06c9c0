import semver from 'semver';
import type { Repository } from '../repository.ts';
import { textAt } from '../untrusted-value.ts';

export interface FoundVersion {
  readonly version: string;
  readonly from: string;
  /** Why it is not literally what the file says. */
  readonly note?: string;
}

/** The names of long-term releases that `.nvmrc` may hold: https://github.com/nodejs/Release */
const CODENAMES: Readonly<Record<string, string>> = {
  hydrogen: '18',
  iron: '20',
  jod: '22',
  krypton: '24',
};

/** Older ones get no fixes any more; a range that only has a lower bound is not a wish to run there. */
const OLDEST_SUPPORTED = 20;
const USUAL = '22';

export async function nodeVersion(
  repository: Repository,
  manifest: unknown,
): Promise<FoundVersion | undefined> {
  for (const file of ['.nvmrc', '.node-version']) {
    const said = (await repository.text(file))?.trim().split(/\s/)[0] ?? '';
    const version = CODENAMES[said.replace('lts/', '').toLowerCase()] ?? said.replace(/^v/, '');
    if (/^\d+(\.\d+){0,2}$/.test(version)) return { version, from: file };
  }
  const pinned = textAt(manifest, 'volta', 'node');
  if (pinned !== undefined && semver.valid(pinned)) return { version: pinned, from: 'package.json, volta' };
  return fromEngines(textAt(manifest, 'engines', 'node'));
}

function fromEngines(range: string | undefined): FoundVersion | undefined {
  if (range === undefined || semver.validRange(range) === null) return undefined;
  const lowest = semver.minVersion(range)?.major ?? 0;
  const from = 'package.json, engines';
  if (lowest >= OLDEST_SUPPORTED || !semver.satisfies(`${USUAL}.99.0`, range))
    return { version: String(lowest), from };
  const note = `engines allows '${range}'; Node ${USUAL} is used, because Node ${lowest} gets no fixes any more.`;
  return { version: USUAL, from, note };
}
