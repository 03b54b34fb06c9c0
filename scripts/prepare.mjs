// What npm runs after an installation here, and when it makes a package of the repository, as it does for pre-commit: git has no dist/.
// A build that is there stays, and who leaves out what it takes to build wants none.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { program, root, run } from './setup.mjs';

const isBuilt = existsSync(join(root, 'dist/bin/lockstep.js'));
const leavesOut = /\bdev\b/.test(process.env.npm_config_omit ?? '');
if (!isBuilt && !leavesOut) {
  if (!existsSync(program('typescript', 'bin/tsc'))) install();
  await import('./build.mjs');
}

/** `npm install --global git+…` hands its settings down to what it prepares, whose own dependencies then go nowhere. */
function install() {
  const inherited = /^npm_config_(?:global|location|prefix|local_prefix|global_prefix|install_links)$/i;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  // npm is a script on Windows, which only a shell can start.
  run('npm', args, { env, shell: process.platform === 'win32' });
}
