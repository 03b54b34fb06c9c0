import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { entryMatcher, findEntries } from './find-entries.ts';

const segment = fc.constantFrom('a', 'b', 'a.b', '.a', 'A', 'a-b', '_', 'a b', 'ä', 'node_modules');
const wild = fc.constantFrom('*', '**', '?', '{a,b}', '[ab]', '!(a)', 'a*', '*.b');
const glob = fc
  .array(fc.oneof({ weight: 3, arbitrary: segment }, { weight: 1, arbitrary: wild }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join('/'));
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

/** Every glob as an expression, and the name of a directory for all in it. */
function slowMatcher(globs: readonly string[]): (path: string) => boolean {
  return picomatch([...globs, ...globs.map((one) => `${one}/**`)], { dot: true, flags: 's' });
}

test('globs without wildcards but at their end match as the expressions they stand for', () => {
  fc.assert(
    fc.property(
      fc.array(glob, { minLength: 1, maxLength: 3 }),
      fc.array(path, { minLength: 5 }),
      (globs, paths) => {
        const [fast, slow] = [entryMatcher(globs), slowMatcher(globs)];
        for (const one of paths) assert.equal(fast(one), slow(one), `${globs.join(' ')} on ${one}`);
      },
    ),
    { numRuns: 2000 },
  );
});

test('what is found is what a walk through everything would match', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-entries-'));
  try {
    const files = ['a/b/a', 'a/a.b', 'b/a', 'a-b/.a/b', '_/a', 'A2/b', '.a/b', 'a b/a', 'a/\n', 'a.b'];
    for (const name of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), '');
    }
    mkdirSync(join(folder, 'a/empty'));
    symlinkSync('..', join(folder, 'b/link'));
    const all = [...files, 'a/empty', 'b/link'];
    fc.assert(
      fc.property(fc.array(glob, { minLength: 1, maxLength: 3 }), (globs) => {
        const matches = slowMatcher(globs);
        const found = findEntries(globs, folder).map((entry) => entry.path);
        // A link on the way to what a glob names stands for it.
        const expected = all.filter((name) => matches(name)).sort();
        assert.deepEqual(
          found.filter((name) => name !== 'b/link' || matches(name)),
          expected,
          globs.join(' '),
        );
      }),
      { numRuns: 500 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a walk ends when there is more than anybody wants to know', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-entries-'));
  try {
    for (let at = 0; at < 20; at++) {
      mkdirSync(join(folder, `${at}`));
      writeFileSync(join(folder, `${at}/file`), '');
    }
    assert.equal(findEntries(['**'], folder).length, 20);
    assert.equal(findEntries(['**'], folder, 3).length, 4);
    assert.equal(findEntries(['**'], folder, 20).length, 20);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
