import assert from 'node:assert/strict';
import test from 'node:test';
import { uniqueSlugs } from '../src/index.js';

test('the second of two equal titles gets a number', () => {
  const next = uniqueSlugs();
  assert.deepEqual(['Intro', 'Intro', 'intro!'].map(next), ['intro', 'intro-2', 'intro-3']);
});

test('slugs in use are not given again', () => {
  assert.equal(uniqueSlugs(['intro'])('Intro'), 'intro-2');
});

test('a title of nothing has an address too', () => {
  assert.equal(uniqueSlugs()('…'), 'untitled');
});
