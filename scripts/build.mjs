// Bundles src/ into dist/ (or the folder named; `--clean` empties it first): the command, the public door, and its types.

import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { program, root, run, setup } from './setup.mjs';

setup();
const { build, transform } = await import('esbuild');

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
await build({
  ...shared,
  format: 'cjs',
  entryPoints: { 'bin/lockstep': 'src/cli/launcher.ts' },
  define: { ...shared.define, 'import.meta.url': '__importMetaUrl' },
  // A script that is not of a module loader cannot import; it can require.
  supported: { 'dynamic-import': false },
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
});
const metafile = await buildParts();
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
writeStarters(join(dist, 'path'));
// Of earlier builds.
rmSync(join(dist, 'bin/.code-cache'), { recursive: true, force: true });
rmSync(join(dist, 'bin/main.cjs'), { force: true });
rmSync(join(dist, 'chunks'), { recursive: true, force: true });

/**
 * The command, in parts: each `import()` loads what it needs and no more. esbuild splits modules alone, so each part is then
 * made a function that `src/cli/load-main.ts` calls: V8 can keep what it compiled of scripts, not of modules.
 */
async function buildParts() {
  const { outputFiles, metafile } = await build({
    ...shared,
    format: 'esm',
    splitting: true,
    entryPoints: { main: 'src/cli/main.ts' },
    outdir: join(dist, 'program'),
    // Native, with one package per platform: it cannot be bundled.
    external: ['esbuild'],
    plugins: [lateChildProcess()],
    metafile: true,
    write: false,
  });
  const folder = join(dist, 'program');
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      target: shared.target,
      platform: 'node',
      // Names and lines stay: they are what the report of a fault is read by.
      supported: { 'dynamic-import': false },
      define: { 'import.meta.url': '__importMetaUrl' },
    });
    writeFileSync(path, `(function (exports, require, module, __importMetaUrl) {${inAscii(code)}\n})\n`);
  }
  removeStaleParts(
    folder,
    outputFiles.map(({ path }) => path),
  );
  return metafile;
}

/**
 * `src/cli/load-main.ts` reads parts as they are kept in memory, a byte a character. esbuild writes strings so, and leaves regular expressions, templates
 * with a tag and comments as they are; there the escape means the same.
 */
function inAscii(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Parts of earlier builds go when they are an hour old: a lockstep that runs from this very folder, and builds it, may still load one
 * of its own.
 */
function removeStaleParts(folder, current) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!current.includes(path) && Date.now() - statSync(path).mtimeMs > 3_600_000) rmSync(path);
  }
}

/**
 * The folder that jobs which call lockstep have in front of PATH: a program for the shells of every system, and one for cmd and PowerShell.
 * `LOCKSTEP_NODE` is the Node.js that runs the job.
 */
function writeStarters(folder) {
  mkdirSync(folder, { recursive: true });
  const shell = '#!/bin/sh\nexec "${LOCKSTEP_NODE:-node}" "$(dirname "$0")/../bin/lockstep.js" "$@"\n';
  writeFileSync(join(folder, 'lockstep'), shell);
  chmodSync(join(folder, 'lockstep'), 0o755);
  const lines = ['@echo off', 'setlocal', 'if not defined LOCKSTEP_NODE set "LOCKSTEP_NODE=node"'];
  lines.push('"%LOCKSTEP_NODE%" "%~dp0..\\bin\\lockstep.js" %*', '');
  writeFileSync(join(folder, 'lockstep.cmd'), lines.join('\r\n'));
}

/** commander asks for child_process when it is loaded, two milliseconds of a start, and uses it for a kind of command that we have not. */
function lateChildProcess() {
  const early = "const childProcess = require('node:child_process');";
  const late = "const childProcess = { spawn: (...given) => require('node:child_process').spawn(...given) };";
  return {
    name: 'late-child-process',
    setup({ onLoad }) {
      onLoad({ filter: /commander[\\/]lib[\\/]command\.js$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!text.includes(early))
          throw new Error(`${path} no longer has the line that build.mjs replaces: ${early}`);
        return { contents: text.replace(early, late) };
      });
    },
  };
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
