import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Put in when the bundle is made. */
declare const LOCKSTEP_BUILD: string | undefined;

/** What caches of this code are kept under: two builds of one version may read the same text otherwise. */
export function ownBuild(): string {
  const build = typeof LOCKSTEP_BUILD === 'undefined' ? 'unbundled' : LOCKSTEP_BUILD;
  return `${ownPackage().version}+${build}`;
}

let found: { root: string; version: string } | undefined;

/** The folder of the installed package and its version, from the nearest package.json above this file. */
export function ownPackage(): { readonly root: string; readonly version: string } {
  for (let folder = dirname(fileURLToPath(import.meta.url)); found === undefined; folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
        string,
        string
      >;
      if (name === 'lockstep' && version !== undefined) found = { root: folder, version };
    } catch {
      if (dirname(folder) === folder)
        throw new Error('Internal error: lockstep cannot find its own package.json');
    }
  }
  return found;
}

/** The module that a definition imports as `lockstep`: the one of this very version. */
export function ownIndex(): string {
  return fileURLToPath(new URL('../index.js', import.meta.url));
}

/** The folder with a program `lockstep` that starts this very one: `scripts/build.mjs` makes it. */
export function ownPrograms(): string {
  return fileURLToPath(new URL('../path', import.meta.url));
}

/** The file that Node.js starts this very lockstep from. */
export function ownLauncher(): string {
  return fileURLToPath(new URL('../bin/lockstep.js', import.meta.url));
}
