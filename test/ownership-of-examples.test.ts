import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { proveOwnership } from '../src/plan/ownership.ts';
import { readFrom } from './support/definition-report.ts';

for (const path of [
  'lockstep.config.ts',
  'examples/python-cli/lockstep.config.ts',
  'examples/node-library/lockstep.config.ts',
]) {
  test(`in ${path} nothing runs twice, nothing is left out, and tags do not test again`, async () => {
    const result = await readFrom(resolve(path));
    assert.ok(result.ok);
    const proof = proveOwnership(result.value.pipeline);
    assert.deepEqual(proof.diagnostics, []);
    assert.ok(proof.claims.length > 10);
  });
}
