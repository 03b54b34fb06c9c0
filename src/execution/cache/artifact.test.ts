import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { madeResult } from '../../../test/support/stored-results.ts';
import { packArtifact, unpackArtifact } from './artifact.ts';
import { parseShared, printShared } from './shared-result.ts';

const { result, contentOf } = madeResult('one', {
  'dist/a': 'aaa\n',
  'dist/b': Buffer.alloc(100_000, 'b'),
  same: 'aaa\n',
});
const { key } = result;

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Comes in pieces of so many bytes. */
async function* inPieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

const pack = (): Promise<Buffer> => bytesOf(packArtifact(result, printShared(result, 'trusted'), contentOf));
const unpack = (bytes: Uint8Array, size = 1_000) =>
  unpackArtifact(inPieces(bytes, size), (manifest) => parseShared(manifest, { key, realm: 'trusted' }));

test('an artifact is the result and each of its contents once', async () => {
  const text = gunzipSync(await pack()).toString('latin1');
  assert.match(text, /^lockstep-artifact 1\nmanifest \d+\nlockstep-result 2 /);
  assert.equal(text.split('aaa\n').length, 2);
  assert.ok(text.endsWith('b'));
});

test('an artifact is unpacked however it comes', async () => {
  const bytes = await pack();
  for (const size of [1, 7, 100_000]) {
    const artifact = await unpack(bytes, size);
    assert.deepEqual(artifact.result, result);
    for (const [digest, content] of artifact.contents)
      assert.deepEqual(Buffer.from(content), contentOf(digest));
  }
});

test('an artifact that is cut off, or goes on, is an error', async () => {
  const whole = gunzipSync(await pack());
  for (const wrong of [
    whole.subarray(0, -1),
    Buffer.concat([whole, Buffer.from('\n')]),
    Buffer.concat([whole, whole]),
  ])
    await assert.rejects(unpack(gzipSync(wrong)));
  const packed = await pack();
  for (let end = 0; end < packed.byteLength; end += 37) await assert.rejects(unpack(packed.subarray(0, end)));
  await assert.rejects(unpack(Buffer.from('<!doctype html>')));
});

test('an artifact that would fill the memory is given up at once', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, 'x'));
  let taken = 0;
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const piece of inPieces(bomb, 100)) {
      taken += piece.byteLength;
      yield piece;
    }
  }
  await assert.rejects(
    unpackArtifact(counted(), () => undefined),
    /something that is no result/,
  );
  assert.ok(taken < bomb.byteLength, `${taken} of ${bomb.byteLength} bytes were read`);
  const boasting = gzipSync('lockstep-artifact 1\nmanifest 9999999999\n{}');
  await assert.rejects(unpack(boasting), /a result that is too large/);
  // The sizes of outputs are in the result, which is signed; an artifact that says something else is wrong before it is read.
  const text = gunzipSync(await pack()).toString('latin1');
  const larger = gzipSync(Buffer.from(text.replace(/ 100000\n/, ' 200000\n'), 'latin1'));
  await assert.rejects(unpack(larger), /other contents than the result names/);
  const endlessLog = gzipSync(Buffer.from(text.replace(/([0-9a-f]{64}) 15\n/, '$1 9999999999\n'), 'latin1'));
  await assert.rejects(unpack(endlessLog), /too large/);
});

test('a content that is gone while it is packed is an error, and nothing hangs', async () => {
  await assert.rejects(
    bytesOf(packArtifact(result, printShared(result, 'trusted'), () => undefined)),
    /a file changed while it was stored/,
  );
});
