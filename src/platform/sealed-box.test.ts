import assert from 'node:assert/strict';
import { test } from 'node:test';
import sodium from 'libsodium-wrappers';
import { sealBox } from './sealed-box.ts';

test("libsodium opens what was sealed, of any length, and nobody else's key does", async () => {
  await sodium.ready;
  const [own, other] = [sodium.crypto_box_keypair(), sodium.crypto_box_keypair()];
  for (const length of [0, 1, 31, 64, 1000, 48_000]) {
    const message = sodium.randombytes_buf(length);
    const sealed = sealBox(message, own.publicKey);
    assert.equal(sealed.byteLength, length + sodium.crypto_box_SEALBYTES);
    assert.deepEqual(sodium.crypto_box_seal_open(sealed, own.publicKey, own.privateKey), message);
    assert.throws(() => sodium.crypto_box_seal_open(sealed, other.publicKey, other.privateKey));
  }
});

test('the same message is sealed differently each time', () => {
  const { publicKey } = sodium.crypto_box_keypair();
  const message = new TextEncoder().encode('hunter2');
  assert.notDeepEqual(sealBox(message, publicKey), sealBox(message, publicKey));
});
