import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilePattern } from '../../../plan/pattern.ts';
import { passes } from '../read/filter-match.ts';
import { filtersOf } from './filter-pattern.ts';

test('patterns become filters that mean the same, or none', () => {
  const table: Readonly<Record<string, readonly string[] | undefined>> = {
    main: ['main'],
    'release/**': ['release/**'],
    '**/*.md': ['**/*.md'],
    'a{b,c{d,e}}/{x}': ['ab/x', 'acd/x', 'ace/x'],
    'v[0-9]*': ['v[0-9]*'],
    'a+b': ['a\\+b'],
    'a?b': undefined,
    '[!a]': undefined,
    '[a_]': undefined,
    '/^v\\d+\\.\\d+$/': ['v[0-9]+.[0-9]+'],
    '/^(main|develop)$/': ['main', 'develop'],
    '/main|v.*/': ['main', 'v**'],
    '/^release\\/[^/]*$/': ['release/*'],
    '/^v[0-9]{2}$/': undefined,
    '/^(a|b)+$/': undefined,
    '/(?i)main/': undefined,
    '/a*/': undefined,
  };
  for (const [pattern, expected] of Object.entries(table)) {
    const filters = filtersOf(pattern);
    assert.deepEqual('reason' in filters ? undefined : filters, expected, pattern);
  }
});

const piece = fc.constantFrom(
  'a',
  'b',
  'm',
  '/',
  '*',
  '**',
  '**/',
  '{a,b}',
  '{b,/m}',
  '{a/,b}',
  '{**/,}',
  '{*,a}',
  '[ab]',
  '[a-m]',
  '.',
  '+',
  '!',
  '-',
  '0',
  '?',
  '[!a]',
  '\\',
);
const globs = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
const atom = fc.constantFrom(
  'a',
  'b',
  '/',
  '\\.',
  '\\d',
  '[ab]',
  '[0-9]',
  '.*',
  '[^/]*',
  '(a|b)',
  '(?:m|/)',
  '\\+',
  '|',
  'a+',
  'b?',
  '[0-9]+',
  '^',
  '$',
  'a{2}',
  '(a)+',
  'm*',
  '\\w',
);
const regexes = fc.array(atom, { minLength: 1, maxLength: 6 }).map((parts) => `/${parts.join('')}/`);
const names = fc
  .array(fc.constantFrom('a', 'b', 'm', '/', '.', '+', '0', '1', '!', '-'), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''));

test('GitHub decides by the filters as lockstep does by the pattern', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      fc.oneof(globs, regexes),
      fc.array(names, { minLength: 5, maxLength: 20 }),
      (pattern, texts) => {
        let matches: (text: string) => boolean;
        try {
          matches = compilePattern(pattern);
        } catch {
          return;
        }
        const filters = filtersOf(pattern);
        if ('reason' in filters) return;
        for (const text of texts) {
          compared++;
          assert.equal(passes(filters, text), matches(text), `${pattern} → ${filters.join(' ')} on ${text}`);
        }
      },
    ),
    { numRuns: Number(process.env.LOCKSTEP_RANDOM_PATTERNS ?? 3000) },
  );
  assert.ok(compared > 5000, `${compared}`);
});
