import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryCheckouts } from '../support/lockstep-command.ts';

const checkout = temporaryCheckouts();

test('a lock file of the toolchain is an input, also where the globs of the job take it away', {
  skip: process.platform === 'win32',
}, async () => {
  const place = checkout({
    'lockstep.config.yaml': `project: p
toolchain: {name: plain, lockFiles: [deps.lock]}
jobs:
  build: {run: cat deps.lock, inputs: ['**', '!deps.lock', '!lockstep.config.yaml']}
`,
    'deps.lock': 'one\n',
  });
  const said = async (): Promise<string> => {
    const { code, out } = await place.lockstep('run', 'build');
    assert.equal(code, 0);
    return /build@\S+ +│ [✓=] (passed|reused)/.exec(out)?.[1] ?? out;
  };
  assert.deepEqual([await said(), await said()], ['passed', 'reused']);
  place.write('deps.lock', 'two\n');
  assert.equal(await said(), 'passed');
});
