import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../../platform/digest.ts';
import { type ActionResult, decodeActionResult, encodeActionResult } from './action-result.ts';

const EXAMPLE: ActionResult = {
  files: [
    { path: 'bin/run', digest: sha256('a'), size: 300, executable: true },
    { path: '.lockstep/result', digest: sha256('b'), size: 5_000_000_000, executable: false },
  ],
  links: [{ path: 'now', target: 'bin' }],
  stdout: { digest: sha256('c'), size: 0 },
  began: 1_760_000_000_123,
  ended: 1_760_000_004_000,
};

/** The same bytes as protobuf's own library for Python makes of this. */
test('an ActionResult is written as protobuf has it', () => {
  const digest = (text: string): string => `0a40${Buffer.from(sha256(text)).toString('hex')}`;
  assert.equal(
    Buffer.from(encodeActionResult(EXAMPLE)).toString('hex'),
    [
      // output_files: path, digest with its size, is_executable.
      `1252${'0a07'}${Buffer.from('bin/run').toString('hex')}1245${digest('a')}10ac022001`,
      `125c${'0a10'}${Buffer.from('.lockstep/result').toString('hex')}1248${digest('b')}1080e497d012`,
      // stdout_digest, of nothing.
      `3242${digest('c')}`,
      // execution_metadata: worker, when it began and when it ended.
      `4a1f${'0a08'}${Buffer.from('lockstep').toString('hex')}3a0b0880f09dc70610c0a9d33a42060884f09dc706`,
      // output_symlinks.
      `620a${'0a03'}${Buffer.from('now').toString('hex')}1203${Buffer.from('bin').toString('hex')}`,
    ].join(''),
  );
});

test('what is written is read again, and what others add is passed over', () => {
  const foreign = Buffer.from('08012d0000803f1900000000000000002a0568656c6c6f', 'hex');
  for (const bytes of [
    encodeActionResult(EXAMPLE),
    Buffer.concat([foreign, encodeActionResult(EXAMPLE), foreign]),
  ])
    assert.deepEqual(decodeActionResult(bytes), {
      files: EXAMPLE.files.map(({ path, digest, size }) => ({ path, digest, size })),
      stdout: EXAMPLE.stdout,
    });
});

test('what is no ActionResult is none, whatever it is', () => {
  const bytes = encodeActionResult(EXAMPLE);
  for (const wrong of [
    '<!doctype html>',
    '{"outputFiles":[]}',
    '\x0a',
    '\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f',
  ])
    assert.equal(decodeActionResult(Buffer.from(wrong, 'latin1')), undefined, wrong);
  fc.assert(fc.property(fc.uint8Array(), (noise) => void decodeActionResult(noise)));
  fc.assert(fc.property(fc.nat(bytes.byteLength), (end) => void decodeActionResult(bytes.subarray(0, end))));
});
