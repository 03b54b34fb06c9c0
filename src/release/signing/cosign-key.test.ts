import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeSigningKey, readVerificationKey } from '../../platform/signing-key.ts';
import { readCosignKey, writeCosignKey } from './cosign-key.ts';
import { keyHint } from './envelope.ts';

/** Made for this test by cosign 3.0.4, `cosign generate-key-pair`, with the password `pw`. */
const OF_COSIGN = `-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----
eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjo2NTUzNiwiciI6
OCwicCI6MX0sInNhbHQiOiJ2ckVrbjF6NDdxTEtMSXlxanlhdUk3MTFBQW5tc0V0
OXZqdW11TzU0ZHZNPSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94
Iiwibm9uY2UiOiI2djBMRmR0SjhrZ3VpZWdPV3Mrc3FNb1o3WXdVanI5RyJ9LCJj
aXBoZXJ0ZXh0IjoicXU3aGVCU2N5eUhlcjBTUEpJeWwxQW12TFhwcXBlbW5sNExp
SVZzTTdDM3BaZWFDL0VncllHVzFNMzJrdlhUMGt2bDhOT0M2ZUZEUk5ORTRIb1NX
QUlZczY2K3pMak02VHprVnBSZVl3RjNwcloyV1lIdGJSMnpqb0Z6UVY5bDZkY0NG
elZyWW5JaTN3MER1bjdlM2lvVzl2UFRxeTVjaXIwYTV4SjU2RzNTUTJUSjBIaDN6
WVBsT1M4MHVQZHpyTDA3cDh6ODZBQkx0WWc9PSJ9
-----END ENCRYPTED SIGSTORE PRIVATE KEY-----
`;
const ITS_PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErQqiunaxyhJcpStI6xfkGIaXWFz3
yL5YYbLHGXplaBLoMahJD7ow6SP7NZvAduJ5DPIIW8Yr1eYo+HNrTh8GkQ==
-----END PUBLIC KEY-----
`;

test('a key that cosign made is opened with its password, and with no other', () => {
  const reading = readCosignKey(OF_COSIGN, 'pw');
  assert.equal(reading.kind, 'key');
  if (reading.kind === 'key') assert.equal(reading.key.publicKey.pem, ITS_PUBLIC_KEY);
  assert.equal(readCosignKey(OF_COSIGN, 'PW').kind, 'wrong_password');
  assert.equal(readCosignKey(OF_COSIGN, '').kind, 'wrong_password');
});

test('what is written is read again, and holds no word of the key', () => {
  const key = makeSigningKey();
  const text = writeCosignKey(key, '');
  assert.match(text, /^-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n/);
  assert.ok(text.split('\n').every((line) => line.length <= 64));
  const reading = readCosignKey(text, '');
  assert.ok(reading.kind === 'key' && keyHint(reading.key.publicKey) === keyHint(key.publicKey));
  // The label of keys before cosign 2.
  assert.equal(readCosignKey(text.replaceAll('SIGSTORE', 'COSIGN'), '').kind, 'key');
});

/** The key above with other parts. */
function withParts(
  change: (parts: { kdf: { params: { N: number } }; cipher: { name: string; nonce: string } }) => void,
): string {
  const [, body = ''] = /-----\n([^-]+)\n-----END/.exec(OF_COSIGN) ?? [];
  const parts = JSON.parse(Buffer.from(body, 'base64').toString());
  change(parts);
  const text = Buffer.from(JSON.stringify(parts)).toString('base64');
  return `-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n${text}\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n`;
}

test('what is no such key is refused with the reason, and keeps no machine busy', () => {
  const why = (text: string): string => {
    const reading = readCosignKey(text, 'pw');
    return reading.kind === 'broken' ? reading.why : reading.kind;
  };
  assert.equal(why('hello'), 'is no PEM file');
  assert.equal(why(ITS_PUBLIC_KEY), "holds a 'PUBLIC KEY', and not a key that cosign encrypted");
  assert.equal(
    why(
      withParts(({ kdf }) => {
        kdf.params.N = 2 ** 30;
      }),
    ),
    'asks for scrypt with N=1073741824, r=8, p=1, which cosign does not take',
  );
  assert.equal(
    why(
      withParts(({ cipher }) => {
        cipher.name = 'none';
      }),
    ),
    'holds something else than the parts of an encrypted key',
  );
  assert.equal(
    why(
      withParts(({ cipher }) => {
        cipher.nonce = 'AAAA';
      }),
    ),
    'has a nonce of the wrong length',
  );
  assert.equal(
    why(
      withParts(({ kdf }) => {
        kdf.params.N = 32768;
      }),
    ),
    'wrong_password',
  );
});

test('a private key is no key to verify with', () => {
  assert.equal(readVerificationKey(OF_COSIGN), undefined);
  assert.equal(readVerificationKey(ITS_PUBLIC_KEY)?.kind, 'ECDSA P-256');
});
