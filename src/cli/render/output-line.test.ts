import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputLine } from './output-line.ts';

test('of a progress bar the last state is shown, and nothing in a line is obeyed', () => {
  assert.equal(outputLine(' 10%\r 50%\r100% done'), '100% done');
  assert.equal(outputLine('100% done\r'), '100% done');
  assert.equal(outputLine('\u001b]0;title\u0007\u001b[2Ka\u0008b\u202e'), 'a\ufffdb\ufffd');
  assert.equal(outputLine('\u001b[31mred\u001b[K', { keepColor: true }), '\u001b[31mred\u001b[0m');
  assert.equal(outputLine('\r'), '');
});
