// The test command: types, the import law, then every *.test.ts, compiled, under Node's own runner.
// `npm test -- src/plan` runs only the tests below a folder.
import { program, root, run, setup } from './setup.mjs';

setup();
const { globSync } = await import('tinyglobby');
const { lawHolds } = await import('./law.mjs');

const places = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
console.error('Types …');
run(process.execPath, [program('typescript', 'bin/tsc'), '-p', 'tsconfig.json']);
if (places.length === 0) {
  run(process.execPath, ['scripts/build.mjs']);
  console.error('Import law …');
  if (!lawHolds()) process.exit(1);
}
const patterns =
  places.length === 0
    ? ['build/**/*.test.js']
    : places.map((place) => `build/${place.replace(/\.test\.ts$/, '').replace(/\/$/, '')}{/**/*,}.test.js`);
const files = globSync(patterns, { cwd: root }).sort();
if (files.length === 0) {
  console.error(`No tests found for ${patterns.join(', ')}`);
  process.exit(2);
}
run(process.execPath, ['--enable-source-maps', '--test', '--test-reporter=spec', ...files], {
  env: { ...process.env, NODE_TEST_CONTEXT: undefined, NO_COLOR: '1' },
});
