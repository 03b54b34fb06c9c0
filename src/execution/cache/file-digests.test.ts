import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../platform/digest.ts';
import { nodeFiles } from '../../platform/files.ts';
import { FileDigests } from './file-digests.ts';

const LATER = 60_000;

async function inWorkspace(work: (workspace: string, open: () => Promise<FileDigests>) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-digests-'));
  const workspace = join(folder, 'project');
  mkdirSync(workspace);
  const path = join(folder, 'files.json');
  // As if all files had been written a while ago: what is fresh is not remembered.
  const open = () => FileDigests.open({ files: nodeFiles, workspace, path, now: () => Date.now() + LATER });
  try {
    await work(workspace, open);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('files that are gone are forgotten, and those that nobody asked for are not', () =>
  inWorkspace(async (workspace, open) => {
    for (const name of ['app.1.js', 'other']) writeFileSync(join(workspace, name), name);
    const first = await open();
    for (const name of ['app.1.js', 'other']) assert.ok('value' in first.look(name));
    await first.save();
    rmSync(join(workspace, 'app.1.js'));
    writeFileSync(join(workspace, 'app.2.js'), 'app.2.js');
    const second = await open();
    second.look('app.2.js');
    await second.save();
    const [, body = ''] = readFileSync(join(workspace, '../files.json'), 'utf8').split('\n');
    const { files } = JSON.parse(body) as { files: Record<string, readonly [string, string]> };
    assert.deepEqual(
      Object.entries(files).map(([name, [, digest]]) => [name, digest]),
      [
        ['other', sha256('other')],
        ['app.2.js', sha256('app.2.js')],
      ],
    );
  }));

test('a file that was rewritten has another digest, although it has its old size and time', () =>
  inWorkspace(async (workspace, open) => {
    const path = join(workspace, 'a');
    const time = new Date('2026-11-23T12:00:00Z');
    const seen = [];
    for (const text of ['one', 'two']) {
      writeFileSync(path, text);
      utimesSync(path, time, time);
      const digests = await open();
      const look = digests.look('a');
      seen.push('value' in look && look.value);
      await digests.save();
    }
    assert.deepEqual(seen, [`100644 ${sha256('one')}`, `100644 ${sha256('two')}`]);
  }));

test('a link that leads to very much is a problem, and is not looked through', () =>
  inWorkspace(async (workspace, open) => {
    // Each folder has the one before in it twice, through links: two million files from twenty folders.
    const levels = join(workspace, '../levels');
    mkdirSync(join(levels, '0'), { recursive: true });
    writeFileSync(join(levels, '0', 'file'), '');
    for (let level = 1; level <= 20; level++) {
      mkdirSync(join(levels, `${level}`));
      for (const name of ['a', 'b']) symlinkSync(`../${level - 1}`, join(levels, `${level}`, name));
    }
    symlinkSync('../levels/20', join(workspace, 'link'));
    assert.deepEqual((await open()).look('link'), { problem: 'leads to too many files' });
  }));
