// The test command: types, the bundle, the import law, then every *.test.ts, compiled, under Node's own runner.
//   npm test                      everything
//   npm test -- src/plan          what lies below a folder, or one file
//   npm test -- --compiled src    without compiling and checking first
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { program, root, run, setup } from './setup.mjs';

setup();
const { globSync } = await import('tinyglobby');
const { lawHolds } = await import('./law.mjs');

const places = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const compiled = process.argv.includes('--compiled');
if (!compiled) {
  console.error('Types …');
  run(process.execPath, [program('typescript', 'bin/tsc'), '-p', 'tsconfig.json']);
}
if (places.length === 0 && !compiled) {
  run(process.execPath, ['scripts/build.mjs']);
  if (!lawHolds()) process.exit(1);
}
const patterns =
  places.length === 0 ? ['build/{src,test,benchmark}/**/*.test.js'] : places.map(compiledTests);
// What an earlier source was compiled to stays behind when the source goes.
const hasSource = (file) => existsSync(join(root, file.replace(/^build\//, '').replace(/\.js$/, '.ts')));
const files = globSync(patterns, { cwd: root }).filter(hasSource).sort();
if (files.length === 0) {
  console.error(`No tests found for ${patterns.join(', ')}`);
  process.exit(2);
}
const junit = ['--test-reporter=junit', '--test-reporter-destination=build/junit.xml'];
const spec = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
// Node leaves one processor alone, which is half of two; much of the time is waiting.
const side = `--test-concurrency=${availableParallelism()}`;
run(process.execPath, ['--enable-source-maps', '--test', side, ...spec, ...junit, ...files], {
  // A run of the tests inside a run of the tests would else be taken for one of its files.
  env: { ...process.env, NODE_TEST_CONTEXT: undefined },
});

/** `src/plan` → every compiled test below; `src/plan/legs.test.ts` → that one. */
function compiledTests(place) {
  const path = place.replaceAll('\\', '/').replace(/\/$/, '');
  return path.endsWith('.test.ts') ? `build/${path.slice(0, -3)}.js` : `build/${path}/**/*.test.js`;
}
