import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pathText, rawPath } from './raw-path.ts';

test('every name of bytes is a text that leads back to it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (data) => {
      const bytes = Buffer.from(data);
      assert.deepEqual(Buffer.from(rawPath(pathText(bytes))), bytes);
    }),
    { numRuns: 2000 },
  );
});

test('names that are UTF-8 are what they seem to be', () => {
  for (const name of ['plain', 'é', '\u{10080} \u{1f680}', 'a\nb', '\ufffd', ''])
    assert.deepEqual([pathText(Buffer.from(name)), rawPath(name)], [name, name]);
});

test('bytes that are not are told apart', () => {
  const names = [[0xff], [0xfe], [0xc3], [0xc3, 0x28], [0xef, 0xbf, 0xbd, 0xff]];
  const texts = names.map((name) => pathText(Buffer.from(name)));
  assert.deepEqual(texts, ['\udcff', '\udcfe', '\udcc3', '\udcc3(', '\ufffd\udcff']);
});
