import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { findFiles } from '../platform/find-files.ts';
import { baseOf, compileGlobs } from './input-globs.ts';

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

async function agree(globs: readonly string[]): Promise<void> {
  const { matches, reaches } = compileGlobs(globs);
  const found = await findFiles(globs, root);
  // tinyglobby begins at the folder that all globs have in common, and never asks whether that folder itself is taken away.
  const looked = found.filter((name) => matches(name) || reaches(dirname(name)));
  assert.deepEqual(files.filter(matches).sort(), looked, JSON.stringify(globs));
  for (const name of looked)
    for (let folder = dirname(name); folder !== '.'; folder = dirname(folder))
      assert.ok(reaches(folder), `${JSON.stringify(globs)} reaches ${folder}`);
}

test('globs match the files that are found by them', async () => {
  const lists = [
    ['src'],
    ['src/'],
    ['./src/./deep/../a.ts'],
    ['.'],
    ['**'],
    ['**/*.ts', '!src'],
    ['!src/deep/**', 'src/**'],
    ['src/**', '!src/*'],
    ['src/**', '!**/deep'],
    ['!src'],
    ['!!src'],
    ['!(src)/**'],
    ['!!(src)/**', '**'],
    ['{src,dist}/*.{ts,js}'],
    ['src/{deep,nothing/x}/**'],
    ['*/[ab].ts'],
    ['**/.env'],
    ['a b/**', 'größe/a.ts'],
    ['**/.git/**'],
    ['.lockstep/**', 'src/.git'],
    ['../**'],
    [''],
    [],
    ['src/deep', '!src/deep/er/a.ts'],
    ['?(src)/a.ts'],
    ['@(src|dist)/**'],
    ['**/deep/**/a.ts'],
    ['src//deep///a.ts'],
  ];
  for (const list of lists) await agree(list);
});

test('whatever globs are made of these parts, they match the files that are found by them', async () => {
  const part = fc.constantFrom(
    'src',
    'deep',
    'er',
    '*',
    '**',
    'a.ts',
    '*.ts',
    '{src,dist}',
    '?.js',
    '.',
    '.*',
    '[ab].ts',
    's*',
    '*p',
  );
  const glob = fc
    .tuple(
      fc.constantFrom('', '', '!'),
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '', '/'),
    )
    .map(([not, parts, end]) => `${not}${parts.join('/')}${end}`);
  await fc.assert(fc.asyncProperty(fc.array(glob, { maxLength: 4 }), agree), { numRuns: 400 });
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
  assert.equal(compileGlobs(['!docs/**']).asks, false);
  assert.equal(compileGlobs(['!(docs)/**']).asks, true);
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
