import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { readArchive } from './archive-members.ts';
import { compareBuilds } from './compare-builds.ts';
import { type SourceEntry, sourceArchive } from './source-archive.ts';

const TIME = new Date('2026-01-31T12:00:00Z');

function entry(path: string, content: string, kind: SourceEntry['kind'] = 'file'): SourceEntry {
  return { path, kind, content: Buffer.from(content) };
}

const tarball = (entries: readonly SourceEntry[], time = TIME): Promise<Uint8Array> =>
  sourceArchive(entries, { folder: 'weather-1.2.0', time });

/** What is said of one file of two builds. */
async function reasons(one: Uint8Array, other: Uint8Array): Promise<readonly string[]> {
  const found = await compareBuilds(
    { folder: '/tmp/x/one', files: [{ name: 'f', content: one }] },
    { folder: '/tmp/x/two', files: [{ name: 'f', content: other }] },
  );
  return found.flatMap((difference) => difference.reasons);
}

test('a source tarball has what it was given, in one order, of nobody, at one time', async () => {
  const long = `${'deep/'.repeat(60)}file.txt`;
  const archive = await tarball([
    entry('run.sh', '#!/bin/sh', 'program'),
    entry('b.txt', 'b'),
    entry('link', 'b.txt', 'link'),
    entry(long, 'long'),
    entry('ä/ö.txt', 'umlauts'),
  ]);
  const read = await readArchive(archive);
  assert.equal(read?.wrapping, 'system 255');
  assert.deepEqual(
    read?.members.map(({ name, kind, mode, time, owner, content }) => [
      ...[name, kind, mode?.toString(8), time, owner],
      Buffer.from(content).toString(),
    ]),
    [
      ['weather-1.2.0/b.txt', 'file', '644', '2026-01-31T12:00:00.000Z', '0:0 :', 'b'],
      [`weather-1.2.0/${long}`, 'file', '644', '2026-01-31T12:00:00.000Z', '0:0 :', 'long'],
      ['weather-1.2.0/link', 'symlink', '777', '2026-01-31T12:00:00.000Z', '0:0 :', 'b.txt'],
      ['weather-1.2.0/run.sh', 'file', '755', '2026-01-31T12:00:00.000Z', '0:0 :', '#!/bin/sh'],
      ['weather-1.2.0/ä/ö.txt', 'file', '644', '2026-01-31T12:00:00.000Z', '0:0 :', 'umlauts'],
    ],
  );
});

test('the same entries in another order make the same tarball', async () => {
  const entries = [entry('a', '1'), entry('b', '2'), entry('B', '3')];
  assert.deepEqual(await tarball(entries), await tarball(entries.toReversed()));
});

test('two builds that are the same say nothing', async () => {
  const one = await tarball([entry('a', '1')]);
  assert.deepEqual(await reasons(one, one), []);
});

test('of tarballs each member that differs is told, and in what', async () => {
  const one = await tarball([entry('a', 'same'), entry('b', 'made at 12:00'), entry('c', 'only here')]);
  const other = await tarball([
    entry('a', 'same', 'program'),
    entry('b', 'made at 12:07'),
    entry('d', 'new'),
  ]);
  assert.deepEqual(await reasons(one, other), [
    'weather-1.2.0/a: mode 644, then 755',
    'weather-1.2.0/b: 13 bytes, from byte 12 on: "0", then "7"',
    'weather-1.2.0/c: only in the first build',
    'weather-1.2.0/d: only in the second build',
  ]);
});

test('times in archives are told', async () => {
  const one = await tarball([entry('a', 'x')]);
  const other = await tarball([entry('a', 'x')], new Date('2026-01-31T12:00:03Z'));
  assert.deepEqual(await reasons(one, other), [
    'weather-1.2.0/a: time 2026-01-31T12:00:00.000Z, then 2026-01-31T12:00:03.000Z',
  ]);
  const zip = (mtime: string) => zipSync({ 'a.py': [strToU8('x'), { mtime }] });
  assert.equal((await reasons(zip('2026-01-31T12:00:00'), zip('2026-01-31T12:00:04'))).length, 1);
});

test('a gzip header with the time of the build is told', async () => {
  const one = Buffer.from(await tarball([entry('a', 'x')]));
  const other = Buffer.from(one);
  other.writeUInt32LE(TIME.getTime() / 1000, 4);
  assert.deepEqual(await reasons(one, other), [
    'the gzip header: system 255, then time 2026-01-31T12:00:00.000Z, system 255',
  ]);
});

test('bytes that are no archive are told by where they begin to differ, and why where it can be seen', async () => {
  assert.deepEqual(
    await reasons(Buffer.from('built in /tmp/x/one/a'), Buffer.from('built in /tmp/x/two/a')),
    ['21 bytes, from byte 16 on: "one/a", then "two/a"; it has the folder in it that it was built in'],
  );
  assert.deepEqual(await reasons(Buffer.from([1, 0]), Buffer.from([1])), [
    '2 bytes, then 1, from byte 1 on: 00, then the end',
  ]);
});

test('a file that only one build has is told', async () => {
  const found = await compareBuilds(
    { folder: '/a', files: [{ name: 'one', content: Buffer.from('') }] },
    { folder: '/b', files: [{ name: 'two', content: Buffer.from('') }] },
  );
  assert.deepEqual(found, [
    { file: 'one', reasons: ['the second build has no such file'] },
    { file: 'two', reasons: ['the first build has no such file'] },
  ]);
});
