import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandBraces } from './braces.ts';

test('alternatives are written out one by one, braces within braces too', () => {
  assert.deepEqual(expandBraces('{a,b}/c'), ['a/c', 'b/c']);
  assert.deepEqual(expandBraces('{a,b}-{c,d}'), ['a-c', 'a-d', 'b-c', 'b-d']);
  assert.deepEqual(expandBraces('x{a,{b,c}d,}'), ['xa', 'xbd', 'xcd', 'x']);
});

test('a brace without its partner stands for itself', () => {
  assert.deepEqual(expandBraces('a}b'), ['a}b']);
  assert.deepEqual(expandBraces('{a'), ['{a']);
  assert.deepEqual(expandBraces('no braces'), ['no braces']);
});

test('an edge marks where the braces stood', () => {
  assert.deepEqual(expandBraces('*{*,b}', '|'), ['*|*|', '*|b|']);
});
