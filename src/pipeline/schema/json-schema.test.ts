import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const schema = JSON.parse(readFileSync(join(root, 'schema/lockstep.schema.json'), 'utf8')) as {
  $defs: Record<string, { description?: string; properties?: Record<string, { description?: string }> }>;
};

test('the JSON Schema is what the sources make', () => {
  const result = spawnSync(process.execPath, [join(root, 'scripts/schema.mjs'), '--check'], {
    encoding: 'utf8',
  });
  assert.equal(result.status, 0, result.stderr);
});

test('the JSON Schema accepts a definition and refuses a misspelt one', () => {
  const validate = new Ajv2020().compile(schema);
  const definition = {
    project: 'weather',
    jobs: { unit: { run: 'npm test', timeout: '1h30m', matrix: { node: ['22'] } } },
  };
  assert.equal(validate(definition), true, JSON.stringify(validate.errors));
  assert.equal(validate({ ...definition, job: {} }), false);
  assert.equal(
    validate({ project: 'weather', jobs: { unit: { run: 'npm test', timeout: '30m1h' } } }),
    false,
  );
});

test('editors have a description for what the interfaces describe', () => {
  assert.equal(
    schema.$defs.JobConfig?.properties?.fix?.description,
    'Shell text that mends what this job complains of: `lockstep fix` runs it.',
  );
  assert.match(
    schema.$defs.Toolchain?.description ?? '',
    /^How a language's tools come to be on a machine\./,
  );
});
