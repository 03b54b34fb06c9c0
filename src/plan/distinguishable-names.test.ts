import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { distinguishableNames } from './distinguishable-names.ts';
import { type RegexTree, readRegex } from './regex-tree.ts';

function read(source: string): RegexTree {
  const tree = readRegex(source);
  assert.ok(tree, source);
  return tree;
}

function namesOf(allowed: string, ...sources: readonly string[]): readonly string[] | undefined {
  return distinguishableNames(read(allowed), sources.map(read));
}

test('names tell expressions apart: what only one, what both and what neither matches', () => {
  assert.deepEqual(namesOf('.+', 'x.*', '.*y'), ['x', 'a', 'y', 'xy']);
});

test('an expression that matches only what another does is no further case', () => {
  assert.deepEqual(namesOf('.+', '[a-z]+', '[a-f]+'), ['x', 'a', '1']);
});

test('a name nobody could give is not looked at', () => {
  assert.deepEqual(namesOf('[a-z]+', '\\d+', 'b'), ['x', 'b']);
});

test('expressions that are too intertwined to be told apart get no answer', () => {
  assert.equal(namesOf('[ab]+', '[ab]*a[ab]{18}', '[ab]*b[ab]{18}'), undefined);
  assert.equal(namesOf('.+', '(?:a{1000}){1000}'), undefined);
});

const ALPHABET = [...'aAx1-/.'];

/** Every text of at most `length` of these characters. */
function texts(length: number): readonly string[] {
  if (length === 0) return [''];
  const shorter = texts(length - 1);
  return [...new Set([...shorter, ...shorter.flatMap((text) => ALPHABET.map((one) => text + one))])];
}

const { regex } = fc.letrec<{ regex: string }>((tie) => ({
  regex: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('a', 'A', 'x', '1', '-', '/', '\\.', '.', '^', '$', '\\d', '\\W', '\\x61'),
    fc.constantFrom('[a-c]', '[^a-c]', '[]a]', '[a-]', '[[:digit:]x]', '[^\\d/]', '[\\]1]', '\\A', '\\z'),
    fc.tuple(tie('regex'), tie('regex')).map(([one, other]) => `${one}${other}`),
    fc.tuple(tie('regex'), tie('regex')).map(([one, other]) => `(?:${one}|${other})`),
    fc.tuple(tie('regex'), tie('regex')).map(([one, other]) => `(?P<n>${one})|${other}`),
    fc
      .tuple(tie('regex'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{1,}', '*?'))
      .map(([one, times]) => `(${one})${times}`),
  ),
}));

test('whatever the expressions, every way in which a short name can match them has a name, and each name is right', () => {
  const all = texts(4);
  let cases = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), regex), { minLength: 1, maxLength: 3 }), (parts) => {
      // A name of a group may stand but once.
      const sources = parts.map(
        ([anyCase, part]) => `${anyCase ? '(?i)' : ''}${part.replaceAll('?P<n>', '?:')}`,
      );
      const names = namesOf('[aAx1./-]+', ...sources) ?? [];
      const compiled = sources.map((source) => RE2JS.compile(source));
      const signature = (text: string): string => compiled.map((one) => one.matches(text)).join();
      const known = new Set(names.map(signature));
      assert.equal(known.size, names.length);
      for (const text of all.filter((one) => one !== ''))
        assert.ok(known.has(signature(text)), `${text} matches ${signature(text)} of ${sources.join(' ')}`);
      cases += known.size;
    }),
    { numRuns: 300 },
  );
  assert.ok(cases > 300);
});

for (const source of ['a\\b', '\\pL', '\\Qa.b\\E', '(?s)a', 'a(?i:b)'])
  test(`${source} is not read`, () => {
    assert.equal(readRegex(source), undefined);
  });
