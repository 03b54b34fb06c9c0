// Bundles src/ into dist/ (or the folder named; `--clean` empties it first): the command, in chunks so that each loads what it needs, the public door, and its types.

import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program, root, run, setup } from './setup.mjs';

setup();
const { build } = await import('esbuild');

const dist = join(root, process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? 'dist');
if (process.argv.includes('--clean')) rmSync(dist, { recursive: true, force: true });
/** What both bundles have in common. */
const shared = {
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  format: 'esm',
  platform: 'node',
  // Packages with both kinds of modules: the CommonJS one may ask for its own files at run time.
  mainFields: ['module', 'main'],
  target: 'node20.19',
  minifySyntax: true,
  // What tells this code from any other, also between two releases: caches of one are not for another.
  define: { LOCKSTEP_BUILD: JSON.stringify(buildId()) },
  logLevel: 'warning',
};
// The public door stands alone: a definition bundles it, and is kept only when it evidently asks for nothing of Node's.
await build({ ...shared, entryPoints: { index: 'src/index.ts' } });
const { metafile } = await build({
  ...shared,
  entryPoints: { 'bin/lockstep': 'src/cli/launcher.ts' },
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  // Native, with one package per platform: it cannot be bundled.
  external: ['esbuild'],
  // CommonJS packages that ask for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  metafile: true,
});
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licenses(metafile));
run(process.execPath, [
  program('typescript', 'bin/tsc'),
  '-p',
  'tsconfig.types.json',
  '--outDir',
  join(dist, 'types'),
]);
chmodSync(join(dist, 'bin/lockstep.js'), 0o755);
removeStaleChunks(metafile);

/**
 * Chunks of earlier builds go when they are an hour old: a lockstep that runs from this very folder, and builds it, may still
 * load one of its own.
 */
function removeStaleChunks({ outputs }) {
  const folder = join(dist, 'chunks');
  const current = new Set(Object.keys(outputs).map((path) => join(root, path)));
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!current.has(path) && Date.now() - statSync(path).mtimeMs > 3_600_000) rmSync(path);
  }
}

/** A digest of all that the bundle is made of. */
function buildId() {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  for (const path of [...sources, join(root, 'package.json'), join(root, 'package-lock.json')])
    if (existsSync(path)) hash.update(`${path.slice(root.length)}\0`).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

/** The licence texts of the packages that are in the bundle, as most of these licences ask. */
function licenses({ inputs }) {
  const packages = new Map();
  for (const input of Object.keys(inputs)) {
    const match = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) packages.set(match[1], join(root, match[0]));
  }
  const texts = [...packages].sort().map(([name, folder]) => {
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE']
      .map((base) => join(folder, base))
      .find(existsSync);
    return `${name} ${version} (${license})\n\n${file ? readFileSync(file, 'utf8').trim() : 'No licence text in the package.'}\n`;
  });
  return `The bundle contains these packages.\n\n${texts.join(`\n${'-'.repeat(78)}\n\n`)}`;
}
