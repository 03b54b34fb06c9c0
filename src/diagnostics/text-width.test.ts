import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cut, cutMiddle, expandTabs, pad, textWidth, wrap } from './text-width.ts';

test('a width is in columns, not in characters', () => {
  for (const [text, width] of [
    ['', 0],
    ['plain', 5],
    ['über', 4],
    ['u\u0308ber', 4],
    ['日本語', 6],
    ['ｆｕｌｌ', 8],
    ['한국어', 6],
    ['👍🏽', 2],
    ['👩‍👩‍👧', 2],
    ['🇳🇿', 2],
    ['❤️', 2],
    ['✓ ✗ │ … ·', 9],
    ['a\u200bb', 2],
    ['\u001b[31mred\u001b[0m', 3],
  ] as const)
    assert.equal(textWidth(text), width, JSON.stringify(text));
});

test('what is cut fits, and says that it was cut', () => {
  assert.equal(cut('orbit', 5), 'orbit');
  assert.equal(cut('orbits', 5), 'orbi…');
  assert.equal(cut('日本語のテスト', 8), '日本語…');
  assert.equal(cut('a b c', 4), 'a b…');
  assert.equal(cut('orbits', 5, '...'), 'or...');
  assert.equal(cut('orbits', 2, '...'), '..');
  assert.equal(cut('orbits', 0), '');
  assert.equal(cutMiddle('Unit tests (python 3.12)', 16), 'Unit tes…n 3.12)');
  assert.equal(cutMiddle('日本語日本語', 9), '日本…本語');
});

test('whatever the text, cut and cutMiddle stay within the width', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(40), (text, width) => {
      assert.ok(textWidth(cut(text, width)) <= width);
      assert.ok(textWidth(cutMiddle(text, width)) <= width);
      assert.ok(textWidth(pad(text, width)) >= width);
    }),
  );
});

test('a line of a million characters is cut at once', () => {
  const begin = performance.now();
  assert.equal(textWidth(cut('é'.repeat(1_000_000), 80)), 80);
  assert.ok(performance.now() - begin < 100);
});

test('tabs reach to the next multiple of eight', () => {
  assert.equal(expandTabs('a\tb\t\tc'), 'a       b               c');
  assert.equal(expandTabs('日本\tx'), '日本    x');
  assert.equal(expandTabs('\tx'), '        x');
});

test('words are put on lines, and a word that is too long is cut', () => {
  assert.deepEqual(wrap('setup → build → unit', 14), ['setup → build', '→ unit']);
  assert.deepEqual(wrap('a supercalifragilistic word', 10), ['a', 'superca...', 'word']);
});
