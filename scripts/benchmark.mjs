// The performance suite. `npm run benchmark` runs all of it, `npm run benchmark -- startup scheduling` some.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { program, root, run, setup } from './setup.mjs';

setup();
/** What measurements share. */
const shared = new Set(['measure.ts', 'log-text.ts']);
const all = readdirSync(join(root, 'benchmark'))
  .filter((name) => name.endsWith('.ts') && !shared.has(name))
  .map((name) => name.replace(/\.ts$/, ''))
  .sort();
const names = process.argv.slice(2);
const unknown = names.find((name) => !all.includes(name));
if (unknown !== undefined) {
  console.error(`There is no benchmark '${unknown}'. There are: ${all.join(', ')}.`);
  process.exit(2);
}
run(process.execPath, [program('typescript', 'bin/tsc'), '-p', 'tsconfig.json']);
if (!existsSync(join(root, 'dist/bin/lockstep.js'))) run(process.execPath, ['scripts/build.mjs']);
for (const name of names.length > 0 ? names : all) {
  console.log(`\n${name}`);
  run(process.execPath, [`build/benchmark/${name}.js`]);
}
