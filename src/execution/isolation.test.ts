import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
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
import { git } from '../../test/support/git.ts';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import type { RunId } from '../run/run-event.ts';
import { type IsolationKind, openIsolation } from './isolation.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-isolation-'));
  folders.push(folder);
  return folder;
}

function repository(files: Readonly<Record<string, string>>): string {
  const root = temporary();
  git(root, 'init', '-q', '-b', 'main');
  for (const [name, text] of Object.entries(files)) write(root, name, text);
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'all');
  return root;
}

function write(root: string, name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

const RUN = '20261123-120000-0000' as RunId;

function isolate(kind: IsolationKind, root: string, away = temporary()): ReturnType<typeof openIsolation> {
  return openIsolation(kind, { git: systemGit, files: nodeFiles, root, run: RUN, temporary: away });
}

describe('isolation', () => {
  it('is none unless asked for', async () => {
    const { workspace } = await isolate('none', '/anywhere');
    assert.equal(workspace, '/anywhere');
  });

  it('of HEAD has what is committed and nothing else', async () => {
    const root = repository({ kept: 'old', removed: 'x', '.gitignore': 'ignored' });
    write(root, 'kept', 'new');
    write(root, 'fresh', 'x');
    write(root, 'ignored', 'x');
    const { workspace, close } = await isolate('head', root);
    assert.equal(readFileSync(join(workspace, 'kept'), 'utf8'), 'old');
    assert.deepEqual(
      ['fresh', 'ignored'].filter((name) => existsSync(join(workspace, name))),
      [],
    );
    await close();
    assert.equal(existsSync(workspace), false);
    assert.equal(git(root, 'worktree', 'list').trim().split('\n').length, 1);
    assert.equal(readFileSync(join(root, 'kept'), 'utf8'), 'new', 'the checkout of the user is as it was');
  });

  it('of the worktree has changes staged or not, removals, binary files, modes, and new files, but not ignored ones', async () => {
    const root = repository({
      staged: 'old',
      changed: 'old',
      removed: 'x',
      'run.sh': '#!/bin/sh\n',
      '.gitignore': 'ignored',
    });
    write(root, 'staged', 'new');
    git(root, 'add', 'staged');
    write(root, 'changed', 'new\r\nwith trailing space \n');
    rmSync(join(root, 'removed'));
    execFileSync('chmod', ['+x', join(root, 'run.sh')]);
    write(root, 'binary', 'a\0b\xff');
    // Text to git, and no UTF-8.
    writeFileSync(join(root, 'latin1'), Buffer.from('gr\xfc\xdfe\n', 'latin1'));
    git(root, 'config', 'diff.noprefix', 'true');
    git(root, 'add', 'binary', 'latin1');
    write(root, 'new folder/ä file', 'x');
    symlinkSync('changed', join(root, 'link'));
    write(root, 'ignored', 'x');
    const { workspace, close } = await isolate('worktree', root);
    const read = (name: string): string => readFileSync(join(workspace, name), 'utf8');
    assert.deepEqual(
      [read('staged'), read('changed'), read('new folder/ä file'), read('link')],
      ['new', 'new\r\nwith trailing space \n', 'x', 'new\r\nwith trailing space \n'],
    );
    for (const name of ['binary', 'latin1'])
      assert.deepEqual(readFileSync(join(workspace, name)), readFileSync(join(root, name)));
    assert.deepEqual(
      [existsSync(join(workspace, 'removed')), existsSync(join(workspace, 'ignored'))],
      [false, false],
    );
    execFileSync('test', ['-x', join(workspace, 'run.sh')]);
    await close();
    assert.equal(
      existsSync(join(root, '.lockstep/runs', RUN, 'uncommitted.patch')),
      false,
      'no copy of the changes stays',
    );
  });

  it('corresponds to the folder of the definition', async () => {
    const root = repository({ 'sub/deep/file': 'x' });
    const { workspace, close } = await isolate('head', join(root, 'sub/deep'));
    assert.ok(existsSync(join(workspace, 'file')));
    await close();
  });

  it('has the new files of the whole repository, also when the definition is in a folder', async () => {
    const root = repository({ 'sub/file': 'x', 'other/file': 'x' });
    write(root, 'other/fresh', 'x');
    const { workspace, close } = await isolate('worktree', join(root, 'sub'));
    assert.ok(existsSync(join(workspace, '../other/fresh')));
    await close();
  });

  it('is taken up again by a resumed run, or said to be gone', async () => {
    const root = repository({ file: 'x' });
    const away = temporary();
    const first = await isolate('head', root, away);
    write(first.workspace, 'made', 'x');
    const source = { git: systemGit, files: nodeFiles, root, run: RUN, temporary: away, again: true };
    const second = await openIsolation('head', source);
    assert.ok(existsSync(join(second.workspace, 'made')));
    await second.close();
    await assert.rejects(openIsolation('head', source), /the checkout run .* was in, .*, is gone/);
  });

  it('says what it lacks', async () => {
    await assert.rejects(isolate('head', temporary()), {
      message: '--isolated needs a git repository, and this is none',
    });
    const empty = temporary();
    git(empty, 'init', '-q');
    await assert.rejects(isolate('head', empty), {
      message: '--isolated needs a commit, and this repository has none',
    });
  });
});
