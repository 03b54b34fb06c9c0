import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { makeReleaseFolder } from '../../../test/support/release-folder.ts';
import { readRelease } from './read-release.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-release-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TARBALL = 'weather-1.2.0-source.tar.gz';

async function said(): Promise<readonly string[]> {
  const { diagnostics } = await readRelease(folder);
  return diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

/** Writes the manifest with something else in it. */
function change(edit: (manifest: Record<string, unknown>) => void): void {
  const path = join(folder, 'release.json');
  const data = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  edit(data);
  writeFileSync(path, JSON.stringify(data));
}

test('a release that is whole is read, and gives its files', async () => {
  const manifest = makeReleaseFolder(folder);
  const read = await readRelease(folder);
  assert.ok(read.ok);
  assert.deepEqual(read.value.manifest, manifest);
  assert.equal(Buffer.from(await read.value.files.bytes(TARBALL)).toString(), 'the sources');
});

test('a file that is changed after the release was opened is not handed out', async () => {
  makeReleaseFolder(folder);
  const read = await readRelease(folder);
  assert.ok(read.ok);
  writeFileSync(join(folder, TARBALL), 'the SOURCES');
  await assert.rejects(read.value.files.bytes(TARBALL), {
    name: 'ChannelRefusal',
    message: `${TARBALL} was changed: it is not what was built`,
  });
});

test('each file that is missing or changed is named', async () => {
  makeReleaseFolder(folder, {
    files: ['a', 'b', 'c', 'd'].map((name) => ({ name, kind: 'binary', content: name })),
  });
  rmSync(join(folder, 'a'));
  writeFileSync(join(folder, 'b'), 'longer');
  writeFileSync(join(folder, 'c'), 'C');
  assert.deepEqual(await said(), [
    'release-file-missing: a is part of the release, and is not there',
    'release-file-changed: b was changed: it has 6 bytes, and was built with 1',
    'release-file-changed: c was changed: it is not what was built',
  ]);
});

test('a folder without a manifest holds no release', async () => {
  assert.deepEqual(await said(), ['release-manifest: there is no release here']);
});

test('a manifest that was cut off, or says something twice, is none', async () => {
  writeFileSync(join(folder, 'release.json'), '{"manifest": 1,');
  assert.deepEqual(await said(), ['release-manifest: the manifest is no JSON, or was cut off']);
  writeFileSync(join(folder, 'release.json'), '{"manifest": 1, "manifest": 1}');
  assert.deepEqual(await said(), ["release-manifest: the manifest has the key 'manifest' twice"]);
});

test('a manifest of a later format says so', async () => {
  writeFileSync(join(folder, 'release.json'), '{"manifest": 2, "everything": "else"}');
  assert.deepEqual(await said(), [
    'release-manifest-version: the manifest is of version 2, and this lockstep reads 1',
  ]);
});

test('a name that leads out of the folder is refused before anything is read', async () => {
  makeReleaseFolder(folder);
  change(({ files }) => {
    const [first] = files as { name: string }[];
    if (first !== undefined) first.name = '../release.json';
  });
  assert.match(
    (await said()).join('\n'),
    /^release-manifest: the manifest is not one that lockstep wrote: files\.0\.name: /,
  );
});

test('a channel that wants a file which is not there, and a file that is there twice, are named', async () => {
  makeReleaseFolder(folder, {
    channels: [{ name: 'npm', package: 'weather', file: 'weather-1.2.0.tgz', distTag: 'latest' }],
  });
  change(({ files }) => {
    const [first] = files as { name: string }[];
    (files as unknown[]).push({ ...first, name: TARBALL.toUpperCase() });
  });
  assert.deepEqual(await said(), [
    `release-manifest: the manifest has the file ${TARBALL.toUpperCase()} twice`,
    'release-manifest: npm wants the file weather-1.2.0.tgz, which is no part of the release',
  ]);
});
