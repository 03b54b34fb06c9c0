import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { git } from '../../test/support/git.ts';
import { systemGit } from './git.ts';

const folders: string[] = [];

after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function write(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** A repository in which these files are committed. */
function repository(files: Readonly<Record<string, string>> = { a: '' }): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-git-'));
  folders.push(folder);
  git(folder, 'init', '-q', '-b', 'main');
  for (const [name, text] of Object.entries(files)) write(folder, name, text);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'one', '--allow-empty');
  return folder;
}

async function changed(folder: string, since = 'HEAD'): Promise<readonly string[]> {
  const changes = await systemGit.changesSince(folder, since);
  return changes.map(({ name, kind }) => (kind === 'folder' ? `${name}/` : name)).sort();
}

describe('what changed since a commit', () => {
  it('is what was committed since, what is staged, what is not, and what git does not know yet', async () => {
    const folder = repository({ committed: '1', staged: '1', edited: '1', gone: '1', same: '1' });
    write(folder, 'committed', '2');
    git(folder, 'commit', '-qam', 'two');
    write(folder, 'staged', '2');
    git(folder, 'add', 'staged');
    write(folder, 'edited', '2');
    rmSync(join(folder, 'gone'));
    write(folder, 'deep/new', '');
    git(folder, 'rm', '-q', '--cached', '--force', 'staged');
    assert.deepEqual(await changed(folder, 'HEAD~'), ['committed', 'deep/new', 'edited', 'gone', 'staged']);
    assert.deepEqual(await changed(folder), ['deep/new', 'edited', 'gone', 'staged']);
  });

  it('has both names of a renamed file, and files whose mode alone is another', async () => {
    const folder = repository({ before: 'a long enough text', tool: '#!/bin/sh\n' });
    renameSync(join(folder, 'before'), join(folder, 'after'));
    git(folder, 'add', '-A');
    git(folder, 'config', 'diff.renames', 'copies');
    chmodSync(join(folder, 'tool'), 0o755);
    const expected = process.platform === 'win32' ? ['after', 'before'] : ['after', 'before', 'tool'];
    assert.deepEqual(await changed(folder), expected);
  });

  it('has names with blanks, quotes, line breaks and letters of any script as they are', async () => {
    const names =
      process.platform === 'win32'
        ? ['a b', 'größe', '日本']
        : ['a b', '"q"', 'größe', 'one\ntwo', '日本', '\t'];
    const folder = repository(Object.fromEntries(names.map((name) => [name, '1'])));
    for (const name of names.slice(1)) write(folder, name, '2');
    write(folder, `new ${names[0]}`, '');
    assert.deepEqual(await changed(folder), [...names.slice(1), 'new a b'].sort());
  });

  it('is told relative to the root, whatever the settings of a user', async () => {
    const folder = repository({ 'sub/a': '1', b: '1' });
    git(folder, 'config', 'diff.relative', 'true');
    git(folder, 'config', 'diff.ignoreSubmodules', 'all');
    write(folder, 'sub/a', '2');
    write(folder, 'b', '2');
    assert.deepEqual(await changed(folder), ['b', 'sub/a']);
  });

  it('names a submodule, and a repository that is none, as a folder', async () => {
    const inner = repository({ lib: '1' });
    const folder = repository();
    git(folder, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'vendor/lib');
    git(folder, 'config', '-f', '.gitmodules', 'submodule.vendor/lib.ignore', 'all');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'with a submodule');
    assert.deepEqual(await changed(folder), []);
    write(folder, 'vendor/lib/lib', '2');
    assert.deepEqual(await changed(folder), ['vendor/lib/']);
    git(join(folder, 'vendor/lib'), 'commit', '-qam', 'two');
    assert.deepEqual(await changed(folder), ['vendor/lib/']);
    git(folder, 'commit', '-qam', 'moved');
    assert.deepEqual(await changed(folder), []);
    mkdirSync(join(folder, 'nested'));
    git(join(folder, 'nested'), 'init', '-q');
    write(folder, 'nested/file', '');
    git(join(folder, 'nested'), 'add', '-A');
    git(join(folder, 'nested'), 'commit', '-qm', 'nested');
    assert.deepEqual(await changed(folder), ['nested/']);
  });

  it('leaves out what git ignores', async () => {
    const folder = repository({ '.gitignore': 'ignored\n' });
    write(folder, 'ignored', '');
    assert.deepEqual(await changed(folder), []);
  });
});

describe('what git knows of branches', () => {
  it('is the upstream of the branch, the default branch, and where two part', async () => {
    const origin = repository();
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-git-'));
    folders.push(folder);
    git(folder, 'clone', '-q', origin, '.');
    assert.equal(await systemGit.upstream(folder), 'origin/main');
    assert.equal(await systemGit.defaultBranch(folder), 'origin/main');
    git(folder, 'checkout', '-qb', 'feature');
    assert.equal(await systemGit.upstream(folder), undefined);
    git(folder, 'commit', '-q', '--allow-empty', '-m', 'two');
    assert.equal(
      await systemGit.mergeBase(folder, 'HEAD', 'origin/main'),
      git(origin, 'rev-parse', 'HEAD').trim(),
    );
    git(folder, 'remote', 'set-head', 'origin', '-d');
    assert.equal(await systemGit.defaultBranch(folder), 'main');
    git(folder, 'branch', '-qD', 'main');
    assert.equal(await systemGit.defaultBranch(folder), 'origin/main');
  });

  it('is nothing for what is no revision, also when it looks like an option', async () => {
    const folder = repository();
    assert.match((await systemGit.commitOf(folder, 'HEAD')) ?? '', /^[0-9a-f]{40}$/);
    for (const revision of ['nonsense', '--all', '', 'HEAD:a', 'main..main'])
      assert.equal(await systemGit.commitOf(folder, revision), undefined, revision);
  });

  it('says why a folder is in no repository', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-git-'));
    folders.push(folder);
    assert.match(await systemGit.whyNoRepository(folder), /^not a git repository/);
  });
});

it('a file that git tracks is not ignored, whatever a pattern says', async () => {
  const folder = repository({ '.gitignore': 'dist/\n*.log\n', 'dist/kept': '' });
  git(folder, 'add', '-f', 'dist/kept');
  git(folder, 'commit', '-qm', 'kept');
  write(folder, 'a b.log', '');
  write(folder, 'deep/dist/made', '');
  const names = ['dist', 'dist/kept', 'dist/made', 'a b.log', 'deep/dist', 'deep/dist/made', 'deep'];
  assert.deepEqual([...(await systemGit.ignored(folder, names))].sort(), [
    'a b.log',
    'deep/dist',
    'deep/dist/made',
    'dist/made',
  ]);
  assert.deepEqual([...(await systemGit.ignored(tmpdir(), names))], []);
});
