import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findCheckout } from './git-checkout.ts';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'lockstep-checkout-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const git = (cwd: string, ...args: string[]): string =>
  execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@e', '-c', 'protocol.file.allow=always', ...args],
    { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );

/** Repositories of every kind that a directory may be in. */
function repositories(): Readonly<Record<string, string>> {
  const plain = join(folder, 'plain');
  mkdirSync(join(plain, 'a/b'), { recursive: true });
  git(plain, 'init', '--quiet');
  writeFileSync(join(plain, 'a/b/c.txt'), 'c\n');
  git(plain, 'add', '--all');
  git(plain, 'commit', '--quiet', '--no-gpg-sign', '--message', 'x');
  git(plain, 'worktree', 'add', '--quiet', join(folder, 'second'));
  git(folder, 'clone', '--quiet', '--bare', plain, 'bare');
  git(folder, 'init', '--quiet', 'top');
  git(join(folder, 'top'), 'submodule', '--quiet', 'add', plain, 'sub');
  git(folder, 'init', '--quiet', 'elsewhere');
  mkdirSync(join(folder, 'tree'));
  git(join(folder, 'elsewhere'), 'config', 'core.worktree', join(folder, 'tree'));
  symlinkSync(plain, join(folder, 'link'));
  return {
    'the root': plain,
    'a folder in it': join(plain, 'a/b'),
    'through a link': join(folder, 'link/a'),
    'a second worktree': join(folder, 'second/a'),
    'a submodule': join(folder, 'top/sub/a'),
    'a repository with its files elsewhere': join(folder, 'elsewhere'),
    'a bare repository': join(folder, 'bare'),
    'the folder .git': join(plain, '.git'),
    'a folder in .git': join(plain, '.git/refs/heads'),
    'no repository': folder,
  };
}

for (const [name, directory] of Object.entries(repositories()))
  test(`from ${name} the checkout is the one that git finds`, async () => {
    const found = await findCheckout(directory, {});
    let said: readonly string[] = [];
    try {
      said = git(directory, 'rev-parse', '--show-toplevel', '--absolute-git-dir').trim().split('\n');
    } catch {
      // It is none.
    }
    assert.deepEqual(found === undefined ? [] : [found.root, found.folder], said);
  });

test('an environment that leads to another repository is followed', async () => {
  const env = { GIT_DIR: join(folder, 'plain/.git'), GIT_WORK_TREE: join(folder, 'tree') };
  const found = await findCheckout(join(folder, 'top'), env);
  assert.equal(found?.root, join(folder, 'tree'));
  assert.equal(found?.folder, join(folder, 'plain/.git'));
  const index = await findCheckout(join(folder, 'plain'), { GIT_INDEX_FILE: '.git/next-index-1.lock' });
  assert.equal(index?.env.GIT_INDEX_FILE, join(folder, 'plain/.git/next-index-1.lock'));
});
