import assert from 'node:assert/strict';
import test from 'node:test';
import { slug } from '../src/index.js';

const CASES = {
  'Hello, World!': 'hello-world',
  'Größe & Maß': 'grosse-and-mass',
  'Café à la crème': 'cafe-a-la-creme',
  'Łódź – Kraków': 'lodz-krakow',
  'INTRO I': 'intro-i',
  '  --  ': '',
};

for (const [title, expected] of Object.entries(CASES)) {
  test(`${JSON.stringify(title)} becomes ${JSON.stringify(expected)}`, () => {
    assert.equal(slug(title), expected);
  });
}

test('a long title is cut between words', () => {
  assert.equal(slug('one two three', { longest: 9 }), 'one-two');
});

test('a word longer than allowed is cut', () => {
  assert.equal(slug('extraordinary', { longest: 5 }), 'extra');
});

test('the separator can be chosen', () => {
  assert.equal(slug('one two', { separator: '_' }), 'one_two');
});
