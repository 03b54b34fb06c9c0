import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reversedRange } from './glob-set.ts';

test('a range of a set that ends before it begins is found, and nothing else is', () => {
  for (const [glob, range] of [
    ['[z-a]', 'z-a'],
    ['x[ab][!9-0]', '9-0'],
    ['[a-z-A]', undefined],
    ['[a-zZ-A]', 'Z-A'],
    ['[-a]', undefined],
    ['[a-]', undefined],
    ['[]-a]', undefined],
    ['[z-a', undefined],
    ['z-a', undefined],
    ['[😀-a]', '😀-a'],
  ] as const)
    assert.equal(reversedRange(glob), range, glob);
});
