// CircleCI's own JSON Schema, as check-jsonschema (PyPI) brings it, over every file that is emitted in the cases and for the examples.
// The vendor's CLI and language server would say more (`circleci config validate` asks their servers anyway); they are tried when
// they are installed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { noPython, pythonPackages, root } from './support/workbench.mjs';

const EXAMPLES = [
  'lockstep.config.ts',
  'examples/node-library/lockstep.config.ts',
  'examples/python-cli/lockstep.config.ts',
];

const starts = (command, ...args) => spawnSync(command, args).status === 0;

export default {
  name: 'CircleCI: its JSON Schema',
  needs: noPython,
  run: async ({ check, skip }) => {
    const { python, reason } = await pythonPackages('check-jsonschema', ['check-jsonschema==0.39.0']);
    if (python === undefined) return skip('all of it', reason);
    const valid = (path) => mustBeValid(python, path);
    const cases = join(root, 'test/cases/emit-circleci');
    for (const name of readdirSync(cases).sort()) {
      const path = join(cases, name, 'expected.yml');
      if (!existsSync(path) || isRefused(join(cases, name))) continue;
      await check(`the case ${name}`, () => valid(path));
    }
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-circleci-'));
    try {
      for (const example of EXAMPLES) {
        const path = join(folder, 'config.yml');
        const text = await emitted(example);
        writeFileSync(path, text);
        await check(`the file of ${example}`, () => valid(path));
      }
      const path = join(folder, 'broken.yml');
      writeFileSync(path, 'version: 2.1\njobs:\n  a:\n    steps: 5\n');
      await check('what is broken is refused', () => assert.throws(() => valid(path)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    if (!starts('circleci', 'version')) return skip('circleci config validate', 'there is no circleci');
    await check('circleci config validate', () => {
      const result = spawnSync('circleci', ['config', 'validate', join(cases, 'minimal/expected.yml')], {
        encoding: 'utf8',
      });
      assert.equal(result.status, 0, result.stdout + result.stderr);
    });
  },
};

/** With an error no file is written. */
function isRefused(folder) {
  const path = join(folder, 'diagnostics.txt');
  return existsSync(path) && /^error\[/m.test(readFileSync(path, 'utf8'));
}

async function emitted(example) {
  const built = (path) => import(pathToFileURL(join(root, 'build', path)).href);
  const { readFrom } = await built('test/support/definition-report.js');
  const { circleci } = await built('src/providers/circleci/circleci.js');
  const { value } = await readFrom(join(root, example));
  const source = { path: 'lockstep.config.ts', digest: value.digest };
  return circleci.emit(value.pipeline, { source, actions: {} }).files[0].text;
}

function mustBeValid(python, path) {
  const args = ['-m', 'check_jsonschema', '--builtin-schema', 'vendor.circle-ci', path];
  const result = spawnSync(python, args, { encoding: 'utf8' });
  assert.equal(result.status, 0, result.stdout + result.stderr);
}
