import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryCheckouts } from '../support/lockstep-command.ts';

const checkout = temporaryCheckouts();

test('the parts that are loaded are ASCII: they are read a byte a character', () => {
  const folder = join(import.meta.dirname, '../../../dist/program');
  const bytes = readFileSync(join(folder, 'main.js'));
  assert.ok(bytes.length > 1_000);
  assert.ok(readdirSync(folder).length > 50);
  assert.ok(bytes.every((byte) => byte < 0x80));
});

test('a line that begins with the sign of a failure is known in the built command too', async () => {
  const lines = ['one', '✗ reads a gust', ...Array.from({ length: 15 }, (_, index) => `line ${index}`)];
  const made = checkout({
    'lockstep.config.json': JSON.stringify({ project: 'p', jobs: { unit: 'cat log.txt; exit 1' } }),
    'log.txt': `${lines.join('\n')}\n`,
  });
  assert.equal((await made.lockstep('run')).code, 1);
  const { out } = await made.lockstep('report', 'summary');
  assert.match(out, /✗ reads a gust/);
  assert.doesNotMatch(out, /line 14/);
});
