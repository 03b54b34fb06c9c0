import blake from 'blakejs';
import nacl from 'tweetnacl';

/**
 * A sealed box of libsodium: only the holder of the key opens it, and nobody learns who sealed it. The public key of a pair that is made for it and forgotten, then a
 * `crypto_box` whose nonce is BLAKE2b-192 of both public keys (doc.libsodium.org/public-key_cryptography/sealed_boxes, "Algorithm details"). It is how GitHub
 * takes the values of secrets (docs.github.com, "Encrypting secrets for the REST API").
 *
 * @param publicKey its 32 bytes
 */
export function sealBox(message: Uint8Array, publicKey: Uint8Array): Uint8Array {
  if (publicKey.byteLength !== nacl.box.publicKeyLength)
    throw new Error('Internal error: a public key has 32 bytes');
  const pair = nacl.box.keyPair();
  const nonce = blake.blake2b(concatenated(pair.publicKey, publicKey), undefined, nacl.box.nonceLength);
  const boxed = nacl.box(message, nonce, publicKey, pair.secretKey);
  pair.secretKey.fill(0);
  return concatenated(pair.publicKey, boxed);
}

function concatenated(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.byteLength + other.byteLength);
  both.set(one);
  both.set(other, one.byteLength);
  return both;
}
