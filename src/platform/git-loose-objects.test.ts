import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readLooseBlobs } from './git-loose-objects.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-loose-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const git = (input: string | Buffer, ...args: string[]): string =>
  execFileSync('git', args, {
    cwd: folder,
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  }).trim();

git('', 'init', '--quiet');
const objects = join(folder, '.git/objects');
const keep = (content: string | Buffer): string => git(content, 'hash-object', '-w', '--stdin');

test('contents that git keeps one by one are what was put in', () => {
  const contents = [
    Buffer.from('text\n'),
    Buffer.alloc(0),
    Buffer.from([0, 255, 10, 0]),
    Buffer.alloc(300_000, 'x'),
  ];
  assert.deepEqual(readLooseBlobs(objects, contents.map(keep)), contents);
});

test('where one is packed, no blob, broken or not there, git has to be asked for all', () => {
  const [good, broken] = [keep('good\n'), keep('broken\n')];
  const path = join(objects, broken.slice(0, 2), broken.slice(2));
  chmodSync(path, 0o644);
  writeFileSync(path, 'no zlib');
  const tree = git(`100644 blob ${good}\ta\n`, 'mktree');
  for (const other of [broken, tree, '0'.repeat(40), ''])
    assert.equal(readLooseBlobs(objects, [good, other]), undefined);
  assert.notEqual(readLooseBlobs(objects, [good]), undefined);
  rmSync(path);
  const packed = keep('packed\n');
  git(`${packed}\n`, 'pack-objects', '--quiet', join(objects, 'pack/pack'));
  git('', 'prune-packed');
  assert.equal(readLooseBlobs(objects, [packed]), undefined);
});

test('many contents, or large ones, are left to git, which holds one at a time', () => {
  const id = keep('one of many\n');
  assert.equal(readLooseBlobs(objects, Array(201).fill(id)), undefined);
  assert.equal(readLooseBlobs(objects, Array(200).fill(id))?.length, 200);
  assert.equal(readLooseBlobs(objects, [keep(randomBytes(9 << 20))]), undefined);
});
