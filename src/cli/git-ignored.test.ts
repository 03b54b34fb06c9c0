import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { git } from '../../test/support/git.ts';
import { GitIgnored } from './git-ignored.ts';

const folders: string[] = [];

after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'lockstep-ignored-'));
  folders.push(path);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

function repository(files: Readonly<Record<string, string>>): string {
  const path = folder(files);
  git(path, 'init', '-q');
  git(path, 'add', '-A');
  git(path, 'commit', '-qm', 'all');
  return path;
}

async function among(ignored: GitIgnored, ...names: readonly string[]): Promise<readonly string[]> {
  return [...(await ignored.among(names))].sort();
}

test('what is ignored is told by the rules of the repository a file lies in', async () => {
  const library = repository({ '.gitignore': 'made\n', 'src/a': '' });
  const root = repository({ 'sub/.gitignore': '*.log\n', 'sub/a': '' });
  git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'sub/vendor/lib');
  const ignored = await GitIgnored.of(join(root, 'sub'));
  await ignored.note(['vendor', 'vendor/lib', 'vendor/lib/src']);
  const names = [
    'a',
    'b.log',
    'made',
    'vendor/lib',
    'vendor/lib/made',
    'vendor/lib/src/b.log',
    'vendor/lib/src/made',
  ];
  assert.deepEqual(await among(ignored, ...names), ['b.log', 'vendor/lib/made', 'vendor/lib/src/made']);
});

test('node_modules is ignored also where no rule says so, or no git is', async () => {
  const names = ['node_modules', 'web/node_modules/a/b', 'node_modules_2/a', 'a'];
  const expected = ['node_modules', 'web/node_modules/a/b'];
  assert.deepEqual(await among(await GitIgnored.of(repository({ a: '' })), ...names), expected);
  assert.deepEqual(await among(await GitIgnored.of(folder({ a: '' })), ...names), expected);
});
