import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCommand } from './processes.ts';

test('a program that is not there is an answer, and nobody waits for it', async () => {
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const { code } = await runCommand('lockstep-no-such-program', [], { timeout: 60_000 });
  assert.equal(code, undefined);
  assert.equal(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length, before);
});

test('a program that takes too long is ended', async () => {
  const { code } = await runCommand(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], {
    timeout: 100,
  });
  assert.equal(code, undefined);
});
