import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { time } from './measure.ts';

/** Programs of lockstep's kind, in the versions they are compared in. */
const VERSIONS = { turbo: '2.11.11', nx: '24.0.6', wireit: '0.14.13', '@moonrepo/cli': '2.5.5' } as const;

/** Kept between runs of the suite: a download is not what is measured. */
const FOLDER = join(process.cwd(), '.cache/peers');

/** `node_modules` with the peers in it; undefined where the registry does not have them. */
export function installPeers(): string | undefined {
  const modules = join(FOLDER, 'node_modules');
  const wanted = JSON.stringify({ private: true, dependencies: VERSIONS });
  const manifest = join(FOLDER, 'package.json');
  if (existsSync(modules) && existsSync(manifest) && readFileSync(manifest, 'utf8') === wanted)
    return modules;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(manifest, wanted);
  const install = time('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], FOLDER);
  if (install.code === 0) return modules;
  // Not half there at the next call.
  writeFileSync(manifest, '');
  return undefined;
}

export const PEER_VERSIONS: string = Object.entries(VERSIONS)
  .map(([name, version]) => `${name.replace(/.*\/cli$/u, 'moon')} ${version}`)
  .join(', ');
