import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { unclosed } from '../pipeline/check/globs.ts';
import { reversedRange } from '../pipeline/glob-set.ts';
import { compilePattern, isRegex } from './pattern.ts';

const CASES: readonly [pattern: string, matches: readonly string[], misses: readonly string[]][] = [
  ['main', ['main'], ['mainline', 'amain', 'Main']],
  ['release/*', ['release/1', 'release/'], ['release/1/x', 'release']],
  ['release/**', ['release/1', 'release/1/x'], ['release']],
  ['**/*.py', ['a.py', 'src/a.py', 'src/x/a.py'], ['a.pyc', 'src/a.p']],
  ['src/**', ['src/a', 'src/a/b'], ['srcs/a', 'src']],
  ['v[0-9].?', ['v1.2', 'v9.x'], ['v10.2', 'va.2']],
  ['[!a]x', ['bx'], ['ax']],
  ['[^a]x', ['bx'], ['ax']],
  ['[]a]', [']', 'a'], ['b']],
  ['[!]a]x', ['bx', '!x'], [']x', 'ax']],
  ['[a^!-]', ['a', '^', '!', '-'], ['b']],
  ['{main,develop}', ['main', 'develop'], ['main,develop']],
  ['{a,{b,c}d}', ['a', 'bd', 'cd'], ['b', 'ad']],
  ['{a{b}', ['{ab'], ['ab', '{a{b}']],
  ['a}{', ['a}{'], ['a']],
  ['a.b+c', ['a.b+c'], ['aXb+c', 'a.bbc']],
  ['/^v\\d+\\.\\d+$/', ['v1.22'], ['v1', 'xv1.2']],
  ['/v\\d+/', ['v1'], ['v1-rc']],
];

for (const [pattern, matches, misses] of CASES) {
  test(`${pattern} matches ${matches.join(', ')} and not ${misses.join(', ')}`, () => {
    const matcher = compilePattern(pattern);
    for (const text of matches) assert.equal(matcher(text), true, text);
    for (const text of misses) assert.equal(matcher(text), false, text);
  });
}

test('a pattern that makes a backtracking engine hang is answered at once', () => {
  const matcher = compilePattern('/^(a+)+$/');
  assert.equal(matcher(`${'a'.repeat(5_000)}!`), false);
});

test('a text without special characters is a glob that matches itself alone', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9._+()|^$-]{1,20}$/), (text) => {
      fc.pre(!text.startsWith('/'));
      const matcher = compilePattern(text);
      return matcher(text) && !matcher(`${text}x`);
    }),
  );
});

test('every glob that the check of a definition lets pass compiles', () => {
  let passed = 0;
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab/*?[[]]{},!-^\\.') }), (glob) => {
      fc.pre(!isRegex(glob) && unclosed(glob) === undefined && reversedRange(glob) === undefined);
      compilePattern(glob);
      if (glob.includes('[')) passed++;
    }),
    { numRuns: 3000, maxSkipsPerRun: 1000 },
  );
  assert.ok(passed > 100, `${passed} with a set`);
});
