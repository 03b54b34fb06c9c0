import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { time } from './measure.ts';

interface Peer {
  readonly name: string;
  readonly package: string;
  readonly version: string;
}

/** Programs of lockstep's kind, in the versions that all comparisons are made with. */
const PEERS = JSON.parse(readFileSync('test/support/peers.json', 'utf8')) as readonly Peer[];

/** Kept between runs of the suite: a download is not what is measured. */
const FOLDER = join(process.cwd(), '.cache/peers');

/** `node_modules` with the peers in it; undefined where the registry does not have them. */
export function installPeers(): string | undefined {
  const modules = join(FOLDER, 'node_modules');
  const dependencies = Object.fromEntries(PEERS.map((peer) => [peer.package, peer.version]));
  const wanted = JSON.stringify({ private: true, dependencies });
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

export const PEER_VERSIONS: string = PEERS.map(({ name, version }) => `${name} ${version}`).join(', ');
