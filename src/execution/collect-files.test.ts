import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { nodeFiles } from '../platform/files.ts';
import { findFiles } from '../platform/find-files.ts';
import { collectFiles, versionsOf } from './collect-files.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function workspace(names: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'lockstep-collect-'));
  folders.push(root);
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), name);
  }
  return root;
}

describe('files found by globs', () => {
  it('are named from the root, with forward slashes, sorted', async () => {
    const root = workspace(['b.xml', 'reports/a.xml', 'reports/deep/c.xml', 'reports/d.txt']);
    assert.deepEqual(await findFiles(['**/*.xml'], root), ['b.xml', 'reports/a.xml', 'reports/deep/c.xml']);
    assert.deepEqual(await findFiles(['reports/*.{xml,txt}', '!reports/d.txt'], root), ['reports/a.xml']);
  });

  it('are all files of a directory that is named', async () => {
    const root = workspace(['dist/a.js', 'dist/.hidden', 'dist/sub/b.js', 'distant']);
    for (const name of ['dist', 'dist/'])
      assert.deepEqual(await findFiles([name], root), ['dist/.hidden', 'dist/a.js', 'dist/sub/b.js']);
  });

  it('are never those of git or of lockstep', async () => {
    const root = workspace(['.git/config', 'sub/.git/config', '.lockstep/runs/x', '.github/a.yml']);
    assert.deepEqual(await findFiles(['**'], root), ['.github/a.yml']);
  });

  it('are never outside, by no path and by no link', async () => {
    const outside = workspace(['secret', 'folder/secret']);
    const root = workspace(['inside']);
    symlinkSync(join(outside, 'folder'), join(root, 'link'));
    for (const glob of ['../**', `${outside}/**`, '**/../../**/secret', 'link/**'])
      assert.deepEqual(
        (await findFiles([glob], root)).filter((name) => name.includes('secret')),
        [],
        glob,
      );
  });

  it('may have any name', async () => {
    const root = workspace(['a b.txt', 'ä.txt', 'x[1].txt', '(y).txt']);
    assert.deepEqual(await findFiles(['*.txt'], root), ['(y).txt', 'a b.txt', 'x[1].txt', 'ä.txt']);
  });

  it('may be none', async () => {
    assert.deepEqual(await findFiles(['nothing'], workspace([])), []);
    assert.deepEqual(await findFiles([], workspace(['a'])), []);
  });
});

describe('files that are kept', () => {
  it('are copied under the same names, and counted', async () => {
    const root = workspace(['out/a.txt', 'out/deep/bb.txt', 'other']);
    const target = join(root, '.lockstep/kept');
    const collected = await collectFiles({
      files: nodeFiles,
      find: findFiles,
      workspace: root,
      globs: ['out'],
      target,
    });
    assert.deepEqual(collected, {
      files: 2,
      bytes: 'out/a.txt'.length + 'out/deep/bb.txt'.length,
      problems: [],
    });
    assert.equal(readFileSync(join(target, 'out/deep/bb.txt'), 'utf8'), 'out/deep/bb.txt');
    assert.equal(existsSync(join(target, 'other')), false);
  });

  it('are files only: a link is left out, whatever it leads to', async () => {
    const root = workspace(['out/a.txt']);
    symlinkSync('a.txt', join(root, 'out/link.txt'));
    const target = join(root, 'kept');
    const { files } = await collectFiles({
      files: nodeFiles,
      find: findFiles,
      workspace: root,
      globs: ['out/*'],
      target,
    });
    assert.equal(files, 1);
  });
});

it('leaves files that are still as they were before', async () => {
  const root = workspace(['reports/old.xml', 'reports/changed.xml']);
  const before = await versionsOf(nodeFiles, root, ['reports/old.xml', 'reports/changed.xml']);
  writeFileSync(join(root, 'reports/changed.xml'), 'written anew');
  writeFileSync(join(root, 'reports/new.xml'), 'new');
  const target = join(root, 'kept');
  const globs = ['reports/*.xml'];
  const collected = await collectFiles({
    files: nodeFiles,
    find: findFiles,
    workspace: root,
    globs,
    target,
    before,
  });
  assert.equal(collected.files, 2);
  assert.equal(existsSync(join(target, 'reports/old.xml')), false);
  assert.equal(readFileSync(join(target, 'reports/changed.xml'), 'utf8'), 'written anew');
});
