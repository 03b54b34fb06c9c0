// Installs the dependencies when they are not what package-lock.json says, so that every other script works in a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export function setup() {
  const modules = join(root, 'node_modules');
  // A linked folder belongs to another checkout, which looks after it.
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink()) return;
  if (isInstalled(join(root, 'package-lock.json'), join(modules, '.package-lock.json'))) return;
  console.error('Installing dependencies (npm ci) …');
  // npm is a script on Windows, which only a shell can start.
  run('npm', ['ci', '--no-audit', '--no-fund'], { shell: process.platform === 'win32' });
}

/** Is every package there in the version that is wanted? npm writes down what it has installed. Packages for other systems are optional. */
function isInstalled(wantedPath, installedPath) {
  if (!existsSync(installedPath)) return false;
  const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;
  const installed = packagesOf(installedPath);
  return Object.entries(packagesOf(wantedPath)).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

/** Runs a program of this repository and ends with its exit code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** The path of a dependency's program, to be started with this Node. */
export function program(name, path) {
  return join(root, 'node_modules', name, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setup();
