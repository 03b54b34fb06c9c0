import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

const COMMAND = resolve('dist/bin/lockstep.js');
const CASES = resolve('test/cases/definition');

/** What the bundle may get wrong though the modules are right: parsers loaded late, positions, the worker thread. */
const TRIED = [
  'ten-mistakes',
  'ten-mistakes-yaml',
  'syntax-error',
  'syntax-error-json',
  'duplicate-key-yaml',
  'definition-throws',
  'definition-exits',
  'never-settles',
  'bad-regex',
];

for (const name of TRIED) {
  test(`the built command tells what is wrong with the case ${name}, and ends with 2`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-case-'));
    try {
      const definition =
        readdirSync(join(CASES, name)).find((file) => file.startsWith('lockstep.config.')) ?? '';
      cpSync(join(CASES, name, definition), join(folder, definition));
      const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
      const result = spawnSync(process.execPath, [COMMAND, 'run'], { cwd: folder, env, encoding: 'utf8' });
      const expected = readFileSync(join(CASES, name, 'expected.txt'), 'utf8');
      assert.equal(result.stderr, expected);
      assert.equal(result.stdout, '');
      assert.equal(result.status, 2);
      assert.equal(existsSync(join(folder, '.lockstep', 'runs')), false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
