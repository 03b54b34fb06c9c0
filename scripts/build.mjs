// Bundles src/ into dist/ (or the folder named; `--clean` empties it first): the command, the public door, and its types.

import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  platform: 'node',
  // Packages with both kinds of modules: the CommonJS one may ask for its own files at run time.
  mainFields: ['module', 'main'],
  target: 'node20.19',
  // Neither names nor lines: they are what the report of a fault is read by.
  minifySyntax: true,
  // What tells this code from any other, also between two releases: caches of one are not for another.
  define: { LOCKSTEP_BUILD: JSON.stringify(buildId()) },
  logLevel: 'warning',
};
// The public door stands alone: a definition bundles it, and is kept only when it evidently asks for nothing of Node's.
await build({ ...shared, format: 'esm', entryPoints: { index: 'src/index.ts' } });
// The command is one file, so that what V8 compiled of it can be kept (src/cli/load-main.ts), and CommonJS, which starts faster.
const command = {
  ...shared,
  format: 'cjs',
  define: { ...shared.define, 'import.meta.url': '__importMetaUrl' },
  // A script that is not of a module loader cannot import; it can require.
  supported: { 'dynamic-import': false },
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
};
await build({ ...command, entryPoints: { 'bin/lockstep': 'src/cli/launcher.ts' } });
const { metafile } = await build({
  ...command,
  entryPoints: { 'bin/main': 'src/cli/main.ts' },
  outExtension: { '.js': '.cjs' },
  // Native, with one package per platform: it cannot be bundled.
  external: ['esbuild'],
  metafile: true,
});
writeFileSync(join(dist, 'bin/package.json'), '{ "type": "commonjs" }\n');
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licenses(metafile));
run(process.execPath, [
  program('typescript', 'bin/tsc'),
  '-p',
  'tsconfig.types.json',
  '--outDir',
  join(dist, 'types'),
]);
chmodSync(join(dist, 'bin/lockstep.js'), 0o755);
// Of earlier builds.
rmSync(join(dist, 'bin/.code-cache'), { recursive: true, force: true });
rmSync(join(dist, 'chunks'), { recursive: true, force: true });

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
