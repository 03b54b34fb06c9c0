import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockstep, REPOSITORY, start, temporaryFolder } from '../support/lockstep-process.ts';

const examples = (await readdir(join(REPOSITORY, 'examples'), { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

test('there are examples', () => assert.deepEqual(examples.sort(), ['node-library', 'python-cli']));

test('the definitions of the examples have the types that editors show', async (t) => {
  const folder = await temporaryFolder(t, 'types');
  const config = join(folder, 'tsconfig.json');
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: 'nodenext',
    noEmit: true,
    types: [],
    paths: { lockstep: [join(REPOSITORY, 'dist', 'types', 'index.d.ts')] },
  };
  const files = examples.map((name) => join(REPOSITORY, 'examples', name, 'lockstep.config.ts'));
  await writeFile(config, JSON.stringify({ compilerOptions, files }));
  const tsc = join(REPOSITORY, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, stdout } = await start(process.execPath, [tsc, '--project', config], { cwd: folder });
  assert.equal(code, 0, stdout);
});

test('every event an example waits for leads to a plan', async () => {
  for (const name of examples) {
    const cwd = join(REPOSITORY, 'examples', name);
    const event = ['plan', '--event', 'push', '--branch', 'main', '--json'];
    const { code, stdout, stderr } = await lockstep(event, { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /"workflow": "ci"/);
    assert.match(stdout, /"workflow": "test-matrix"/);
  }
});
