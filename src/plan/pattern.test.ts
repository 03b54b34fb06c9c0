import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilePattern } from './pattern.ts';

const CASES: readonly [pattern: string, matches: readonly string[], misses: readonly string[]][] = [
  ['main', ['main'], ['mainline', 'amain', 'Main']],
  ['release/*', ['release/1', 'release/'], ['release/1/x', 'release']],
  ['release/**', ['release/1', 'release/1/x'], ['release']],
  ['**/*.py', ['a.py', 'src/a.py', 'src/x/a.py'], ['a.pyc', 'src/a.p']],
  ['src/**', ['src/a', 'src/a/b'], ['srcs/a', 'src']],
  ['v[0-9].?', ['v1.2', 'v9.x'], ['v10.2', 'va.2']],
  ['[!a]x', ['bx'], ['ax']],
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

test('no glob makes an expression that does not compile, apart from a set that is none', () => {
  let compiled = 0;
  const glob = fc.string({ unit: fc.constantFrom(...'ab/*?[]{},!-^\\.') });
  fc.assert(
    fc.property(glob, (text) => {
      fc.pre(!(text.length > 2 && text.startsWith('/') && text.endsWith('/')));
      try {
        compilePattern(text);
        compiled++;
      } catch (error) {
        // Sets are taken as written; what RE2 then refuses is told when the definition is checked.
        assert.match(text, /\[.+\]/, String(error));
      }
    }),
  );
  assert.ok(compiled > 50);
});
