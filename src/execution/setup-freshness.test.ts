import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isVersion } from './setup-freshness.ts';

test('an installed version is the wanted one when it begins with its numbers', () => {
  assert.equal(isVersion('3.12.7', '3.12'), true);
  assert.equal(isVersion('3.12.7', '3.12.x'), true);
  assert.equal(isVersion('22.3.0', '22'), true);
  assert.equal(isVersion('3.11.7', '3.12'), false);
  assert.equal(isVersion('3.1.0', '3.12'), false);
  assert.equal(isVersion('3.120.0', '3.12'), false);
});

test('a channel such as stable is no number to compare with', () => {
  assert.equal(isVersion('1.95.0', 'stable'), true);
});
