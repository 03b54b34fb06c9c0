import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { indexState, treeState } from '../support/checkout-state.ts';
import { commitAll, git } from '../support/git.ts';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const make = temporaryCheckouts();
const DEFINITION = JSON.stringify({
  project: 'p',
  jobs: { types: 'cat */lib.txt >> seen.log' },
  hooks: { run: ['trailing-whitespace', 'end-of-file-fixer', { job: 'types' }] },
});

/** A repository with a submodule `lib`, and hooks in both. */
async function withSubmodule(): Promise<{ readonly top: Checkout; readonly lib: string }> {
  const library = make({ 'lib.txt': 'first\n' });
  commitAll(library.path);
  const top = make({
    'a.txt': 'a\n',
    'lockstep.config.json': DEFINITION,
    '.gitignore': '.lockstep/\nseen.log\n',
  });
  commitAll(top.path);
  git(top.path, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'lib');
  git(top.path, 'commit', '--quiet', '--message', 'with a submodule');
  for (const folder of ['.', 'lib']) {
    const { code, out, err } = await top.lockstep('-C', folder, 'hooks', 'install');
    assert.equal(code, 0, out + err);
  }
  return { top, lib: join(top.path, 'lib') };
}

function commit(cwd: string): { readonly code: number | null; readonly out: string } {
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  const env = { ...process.env, CI: '', SKIP: '' };
  const { status, stdout, stderr } = spawnSync('git', [...identity, 'commit', '-m', 'x'], {
    cwd,
    encoding: 'utf8',
    env,
  });
  return { code: status, out: stdout + stderr };
}

test('what a submodule points to is no file, and a job that looks at the whole runs for it', async () => {
  const { top, lib } = await withSubmodule();
  writeFileSync(join(lib, 'lib.txt'), 'second  \n');
  git(lib, 'commit', '--quiet', '--no-verify', '--all', '--message', 'second');
  git(top.path, 'add', 'lib');
  const { code, out } = commit(top.path);
  assert.equal(code, 0, out);
  assert.match(out, /- trailing-whitespace {2}no files for it/);
  assert.match(out, /✓ types/);
  assert.equal(top.read('seen.log'), 'second  \n');
  assert.equal(git(top.path, 'status', '--porcelain'), '');
});

test('work in a submodule stays where it is, while jobs run as well', async () => {
  const { top, lib } = await withSubmodule();
  writeFileSync(join(lib, 'lib.txt'), 'not committed  ');
  writeFileSync(join(lib, 'untracked'), 'u  ');
  top.write('a.txt', 'staged  \n');
  git(top.path, 'add', 'a.txt');
  top.write('new.txt', 'not staged  ');
  const before = treeState(lib, ['.git']);
  const { code, out } = commit(top.path);
  assert.equal(code, 0, out);
  assert.equal(top.read('seen.log'), 'not committed  ');
  assert.deepEqual(treeState(lib, ['.git']), before);
  assert.equal(top.read('new.txt'), 'not staged  ');
  assert.equal(git(top.path, 'show', 'HEAD:a.txt'), 'staged\n');
  assert.equal(git(top.path, 'status', '--porcelain'), ' M lib\n?? new.txt\n');
});

test('a submodule can be moved and taken away, beside work that is not staged', async () => {
  const { top } = await withSubmodule();
  git(top.path, 'mv', 'lib', 'moved');
  top.write('a.txt', 'not staged  ');
  const moved = commit(top.path);
  assert.equal(moved.code, 0, moved.out);
  assert.equal(top.read('moved/lib.txt'), 'first\n');
  assert.equal(top.read('a.txt'), 'not staged  ');
  git(top.path, 'rm', '--quiet', 'moved');
  top.write('b/lib.txt', 'b\n');
  git(top.path, 'add', 'b');
  const gone = commit(top.path);
  assert.equal(gone.code, 0, gone.out);
  assert.equal(git(top.path, 'status', '--porcelain'), ' M a.txt\n');
});

test('within a submodule, whose .git is a file, hooks are those of the submodule', async () => {
  const { top, lib } = await withSubmodule();
  assert.match(readFileSync(join(lib, '.git'), 'utf8'), /^gitdir: /);
  const outside = [treeState(top.path, ['lib']), indexState(top.path)];
  writeFileSync(join(lib, 'new.txt'), 'x  \n');
  git(lib, 'add', 'new.txt');
  writeFileSync(join(lib, 'lib.txt'), 'not staged  ');
  const { code, out } = commit(lib);
  assert.equal(code, 0, out);
  assert.doesNotMatch(out, /types/);
  assert.equal(git(lib, 'show', 'HEAD:new.txt'), 'x\n');
  assert.equal(readFileSync(join(lib, 'lib.txt'), 'utf8'), 'not staged  ');
  assert.deepEqual([treeState(top.path, ['lib']), indexState(top.path)], outside);
  writeFileSync(join(lib, 'wrong.yaml'), 'a: [\n');
  git(lib, 'add', 'wrong.yaml');
  assert.equal(commit(lib).code, 1);
});
