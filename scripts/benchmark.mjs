// The performance suite. `npm run benchmark` compares everything and keeps it in `.benchmarks/` and docs/performance.md;
// `npm run benchmark -- startup reuse` compares some of it and keeps nothing. The studies below are run by name alone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { program, root, run, setup } from './setup.mjs';

setup();
const STUDIES = ['scheduling', 'test-reports', 'coverage-reports', 'verdicts'];
const names = process.argv.slice(2);
run(process.execPath, [program('typescript', 'bin/tsc'), '-p', 'tsconfig.json']);
if (!existsSync(join(root, 'dist/bin/lockstep.js'))) run(process.execPath, ['scripts/build.mjs']);
for (const name of names.filter((one) => STUDIES.includes(one))) {
  console.log(`\n${name}`);
  run(process.execPath, [`build/benchmark/${name}.js`]);
}
const compared = names.filter((one) => !STUDIES.includes(one));
if (names.length === 0) run(process.execPath, ['build/benchmark/suite.js', '--keep']);
else if (compared.length > 0) run(process.execPath, ['build/benchmark/suite.js', ...compared]);
