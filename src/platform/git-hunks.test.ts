import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { git } from '../../test/support/git.ts';
import { systemGit } from './git.ts';
import { addedLines } from './git-hunks.ts';

test('hunks are counted, so that a changed line is never taken for a header', () => {
  const diff = `diff --git a/a.txt b/a.txt
--- a/a.txt
+++ b/a.txt
@@ -2 +2,2 @@ context
--- a/x
+++ b/evil
+@@ -1 +1,99 @@
@@ -9,2 +10,0 @@
-gone
-gone
@@ -20,0 +20 @@
+last
\\ No newline at end of file
diff --git "a/tab\\there" "b/\\303\\244 \\"x\\""
--- "a/tab\\there"
+++ "b/\\303\\244 \\"x\\""
@@ -1,0 +2,3 @@
+1
+2
+3
diff --git a/gone b/gone
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-1
`;
  assert.deepEqual(
    [...addedLines(diff)],
    [
      [
        'a.txt',
        [
          { first: 2, last: 3 },
          { first: 20, last: 20 },
        ],
      ],
      ['ä "x"', [{ first: 2, last: 4 }]],
    ],
  );
});

test('changed lines are those of the checkout: committed, edited, renamed and new ones, whatever the settings', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-hunks-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, lines: readonly string[]): void =>
    writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));
  const ten = Array.from({ length: 10 }, (_, index) => `line ${index + 1}`);
  git(folder, 'init', '-q');
  for (const [name, value] of [
    ['diff.noprefix', 'true'],
    ['diff.context', '5'],
    ['color.diff', 'always'],
    ['diff.external', 'false'],
    ['diff.renames', 'false'],
    ['diff.interHunkContext', '9'],
  ])
    git(folder, 'config', name ?? '', value ?? '');
  mkdirSync(join(folder, 'src'));
  for (const name of ['src/committed', 'src/edited', 'src/old', 'src/same', 'src/gone']) write(name, ten);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'base');
  const base = git(folder, 'rev-parse', 'HEAD').trim();
  write('src/committed', ten.with(0, 'other'));
  renameSync(join(folder, 'src/old'), join(folder, 'src/new ä'));
  write('src/new ä', [...ten.slice(0, 4), 'put in', ...ten.slice(4)]);
  rmSync(join(folder, 'src/gone'));
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'change');
  write('src/edited', [...ten.slice(0, 2), 'a', 'b', ...ten.slice(2, 8)]);
  write('src/untracked', ['x']);
  const lines = await systemGit.linesSince(folder, base);
  assert.deepEqual(
    [...lines].sort(([one], [other]) => (one < other ? -1 : 1)),
    [
      ['src/committed', [{ first: 1, last: 1 }]],
      ['src/edited', [{ first: 3, last: 4 }]],
      ['src/new ä', [{ first: 5, last: 5 }]],
      ['src/untracked', [{ first: 1, last: Number.MAX_SAFE_INTEGER }]],
    ],
  );
});
