import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { findEntries } from '../platform/find-entries.ts';
import { findFiles } from '../platform/find-files.ts';
import { asksForFiles, baseOf, compileGlobs } from './input-globs.ts';

const root = mkdtempSync(join(tmpdir(), 'lockstep-globs-'));

after(() => rmSync(root, { recursive: true, force: true }));

const FOLDERS = [
  '',
  'src/',
  'src/deep/',
  'src/deep/er/',
  'dist/',
  'a b/',
  '.hidden/',
  'src/.git/',
  '.lockstep/',
  'größe/',
];
const NAMES = ['a.ts', 'b.ts', 'a.js', '.env', 'src', 'deep', '(x)', 'a+b', '[id].ts'];

const files = FOLDERS.flatMap((folder) =>
  NAMES.map((name) => `${folder}${name}`).filter((name) => !FOLDERS.includes(`${name}/`)),
);
for (const name of files) {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), '');
}

function agree(globs: readonly string[]): void {
  const { matches, reaches } = compileGlobs(globs);
  const entries = findEntries(globs, root).map((entry) => entry.path);
  // A path through a file is given back as it was asked for: nobody can read it.
  const found = entries.filter((name) => files.includes(name));
  assert.deepEqual(files.filter(matches).sort(), [...found].sort(), JSON.stringify(globs));
  for (const name of found)
    for (let folder = dirname(name); folder !== '.'; folder = dirname(folder))
      assert.ok(reaches(folder), `${JSON.stringify(globs)} reaches ${folder}`);
}

test('globs match the entries that are found by them', () => {
  const lists = [
    ['src'],
    ['src/'],
    ['./src/a.ts'],
    ['**'],
    ['*'],
    ['**/*.ts', '!src'],
    ['!src/deep/**', 'src/**'],
    ['src/**', '!src/*'],
    ['src/**', '!**/deep'],
    ['!src'],
    ['!(src)/**'],
    ['!!(src)/**', '**'],
    ['!(src)/**', '!dist'],
    ['{src,dist}/*.{ts,js}'],
    ['src/{deep,nothing/x}/**'],
    ['*/[ab].ts'],
    ['**/.env'],
    ['a b/**', 'größe/a.ts'],
    ['**/.git/**'],
    ['.lockst*/**', 'src/.g*'],
    [],
    ['src/deep', '!src/deep/er/a.ts'],
    ['src/deep/**', '!src'],
    ['?(src)/a.ts'],
    ['@(src|dist)/**'],
    ['**/deep/**/a.ts'],
    ['./src/./deep/../a.ts'],
    ['src/deep/../*.ts'],
    ['src//deep///a.ts'],
    ['**', '!src//deep/./'],
    ['.'],
    ['./'],
    ['!!src', '**'],
    [''],
  ];
  for (const list of lists) agree(list);
});

const PARTS = [
  'src',
  'deep',
  'er',
  '*',
  '**',
  'a.ts',
  '*.ts',
  '{src,dist}',
  '?.js',
  '.*',
  '[ab].ts',
  's*',
  '*p',
];

function lists(parts: readonly string[]): fc.Arbitrary<string[]> {
  const glob = fc
    .tuple(
      fc.constantFrom('', '', '!', '!!'),
      fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '', '/'),
    )
    .map(([not, names, end]) => `${not}${names.join('/')}${end}`);
  return fc.array(glob, { maxLength: 4 });
}

test('whatever globs are made of these parts, they match the entries that are found by them', () => {
  fc.assert(fc.property(lists([...PARTS, '.', '']), agree), { numRuns: 500 });
});

test('they also match the files by which it is decided whether to install again', async () => {
  const findsNoMore = async (globs: readonly string[]): Promise<void> => {
    const { matches } = compileGlobs(globs);
    const taken = globs.filter((glob) => glob.startsWith('!'));
    // tinyglobby begins at the folder that all globs have in common, and never asks whether that folder itself is taken away.
    const { matches: isTaken } = compileGlobs(taken.map((glob) => glob.slice(1)));
    for (const name of await findFiles(globs, root))
      assert.ok(matches(name) || isTaken(name), `${JSON.stringify(globs)}: ${name}`);
  };
  for (const list of [
    ['./src/./deep/../a.ts'],
    ['.'],
    ['src//deep///a.ts'],
    ['!!src', '**'],
    ['../**'],
    [''],
  ])
    await findsNoMore(list);
  await fc.assert(fc.asyncProperty(lists([...PARTS, '.']), findsNoMore), { numRuns: 200 });
});

test('a folder is reached when something below it can match', () => {
  const reaches = (folder: string, ...globs: string[]): boolean => compileGlobs(globs).reaches(folder);
  assert.equal(reaches('vendor/lib', 'vendor/lib/src/**'), true);
  assert.equal(reaches('vendor/lib', 'vendor/lib'), true);
  assert.equal(reaches('vendor/lib', 'vendor'), true);
  assert.equal(reaches('vendor/lib', '**/*.c'), true);
  assert.equal(reaches('vendor/lib', 'src/**', 'vendor/other/**'), false);
  assert.equal(reaches('vendor/lib', '**', '!vendor'), false);
  assert.equal(reaches('vendor/lib', '**', '!vendor/lib/docs'), true);
  assert.equal(reaches('', 'src'), true);
});

test('a line break in a name is a character like any other', () => {
  assert.equal(compileGlobs(['src/**']).matches('src/one\ntwo'), true);
});

test('globs that only take away ask for nothing', () => {
  assert.equal(asksForFiles(['!docs/**']), false);
  assert.equal(asksForFiles(['!docs/**', 'src']), true);
  assert.equal(asksForFiles(['!(docs)/**']), true);
});

test('the base of a glob is the folder before its first pattern', () => {
  assert.deepEqual(['src/lib/*.ts', 'src', '**', './a/{b,c}/d', '@a/b.ts'].map(baseOf), [
    'src/lib',
    'src',
    '',
    'a',
    '@a/b.ts',
  ]);
  assert.equal(baseOf('!src'), undefined);
});
