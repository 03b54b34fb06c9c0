// From a fresh clone to a result: installs, builds, and runs lockstep's own ci-quick on lockstep itself.
import { root, run, setup } from './setup.mjs';

setup();
console.error('Building lockstep …');
run(process.execPath, ['scripts/build.mjs']);
run(process.execPath, ['dist/bin/lockstep.js', 'run', 'ci-quick', ...process.argv.slice(2)]);
console.log(`
That was lockstep's own ci-quick, from ${root}: the definition is lockstep.config.ts.
  node dist/bin/lockstep.js plan                         what the default workflow consists of
  node dist/bin/lockstep.js plan --event push --branch main
                                                         what a push to main sets off, and where
  node dist/bin/lockstep.js runs log unit                the log of one job
  cd examples/node-library && node ../../dist/bin/lockstep.js run
                                                         a small project of another kind`);
