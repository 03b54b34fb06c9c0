import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { tar, tarball } from '../../../test/support/packed-files.ts';
import { readTar, type TarQuestion } from './tar-archive.ts';

const ANY: TarQuestion = { wants: () => true, mostOfFile: 1 << 20, mostOfAll: 1 << 22 };

async function texts(bytes: Uint8Array, question: Partial<TarQuestion> = {}): Promise<unknown> {
  const found = await readTar(bytes, { ...ANY, ...question });
  return Object.fromEntries([...found].map(([path, content]) => [path, Buffer.from(content).toString()]));
}

test('the wanted files of an archive are read, packed or not, whatever their names are', async () => {
  const long = `${'folder/'.repeat(30)}a name with spaces.txt`;
  const files = { './a.txt': 'a', [long]: 'b', 'empty.txt': '', 'c.bin': 'c'.repeat(3_000_000) };
  const question = { mostOfFile: 1 << 22, wants: (path: string) => path !== 'c.bin' };
  for (const bytes of [await tar(files), await tarball(files)])
    assert.deepEqual(await texts(bytes, question), { 'a.txt': 'a', [long]: 'b', 'empty.txt': '' });
});

for (const [what, bytes, question, message] of [
  ['no archive', Buffer.from('no archive'.repeat(200)), {}, 'cannot be read as tar'],
  [
    'what is cut off',
    (await tar({ 'a.txt': 'a'.repeat(5000) })).subarray(0, 2000),
    {},
    'cannot be read as tar',
  ],
  ['gzip that is cut off', (await tarball({ 'a.txt': 'a' })).subarray(0, 40), {}, 'is cut off or no gzip'],
  [
    'a file that is too large',
    await tar({ 'a.txt': 'a'.repeat(2000) }),
    { mostOfFile: 1000 },
    'holds a.txt, which is too large',
  ],
  [
    'what unpacks to too much',
    gzipSync(Buffer.alloc(1 << 24)),
    {},
    'has more than 4194304 bytes when it is unpacked',
  ],
  [
    'a file that is there twice',
    Buffer.concat([(await tar({ 'a.txt': 'a' })).subarray(0, 1024), await tar({ 'a.txt': 'b' })]),
    {},
    'holds a.txt twice',
  ],
] as const)
  test(`${what} is refused`, async () => {
    await assert.rejects(texts(bytes, question), { message });
  });
