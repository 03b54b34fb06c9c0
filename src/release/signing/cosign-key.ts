import nacl from 'tweetnacl';
import { z } from 'zod';
import {
  randomBytesOf,
  readSigningKey,
  type ScryptCost,
  type SigningKey,
  scryptKey,
} from '../../platform/signing-key.ts';

/**
 * Private keys as cosign keeps them: PEM around JSON, a NaCl secretbox under a key that scrypt makes of the password, around PKCS#8
 * (sigstore/cosign, pkg/cosign/keys.go; secure-systems-lab/go-securesystemslib, encrypted/encrypted.go). Opened in memory only.
 */
export type KeyReading =
  | { readonly kind: 'key'; readonly key: SigningKey }
  /** `why` completes "it …". */
  | { readonly kind: 'wrong_password' }
  | { readonly kind: 'broken'; readonly why: string };

/** The name that is written, and the one of keys before cosign 2. */
const LABELS: readonly string[] = ['ENCRYPTED SIGSTORE PRIVATE KEY', 'ENCRYPTED COSIGN PRIVATE KEY'];
const [LABEL] = LABELS;

/** What cosign makes now. */
const COST: ScryptCost = { N: 65_536, r: 8, p: 1 };
/** What cosign takes: others would let a file keep a machine busy. */
const COSTS: readonly ScryptCost[] = [{ N: 32_768, r: 8, p: 1 }, COST, { N: 131_072, r: 8, p: 1 }];

const bytes = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const sealed = z.object({
  kdf: z.object({
    name: z.literal('scrypt'),
    params: z.object({ N: z.int(), r: z.int(), p: z.int() }),
    salt: bytes,
  }),
  cipher: z.object({ name: z.literal('nacl/secretbox'), nonce: bytes }),
  ciphertext: bytes,
});

export function readCosignKey(pem: string, password: string): KeyReading {
  const [, label = '', body = ''] =
    /-----BEGIN ([A-Z ]+)-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END \1-----/.exec(pem) ?? [];
  if (label === '') return { kind: 'broken', why: 'is no PEM file' };
  if (!LABELS.includes(label))
    return { kind: 'broken', why: `holds a '${label}', and not a key that cosign encrypted` };
  const box = sealed.safeParse(jsonOf(Buffer.from(body, 'base64').toString('utf8')));
  if (!box.success) return { kind: 'broken', why: 'holds something else than the parts of an encrypted key' };
  const { kdf, cipher, ciphertext } = box.data;
  const { N, r, p } = kdf.params;
  if (!COSTS.some((cost) => cost.N === N && cost.r === r && cost.p === p))
    return { kind: 'broken', why: `asks for scrypt with N=${N}, r=${r}, p=${p}, which cosign does not take` };
  if (cipher.nonce.length !== nacl.secretbox.nonceLength)
    return { kind: 'broken', why: 'has a nonce of the wrong length' };
  const opened = nacl.secretbox.open(
    ciphertext,
    cipher.nonce,
    new Uint8Array(scryptKey(password, kdf.salt, { N, r, p })),
  );
  if (opened === null) return { kind: 'wrong_password' };
  const key = readSigningKey(opened);
  return key === undefined ? { kind: 'broken', why: 'holds no key that signs' } : { kind: 'key', key };
}

/** The text of `cosign.key`. */
export function writeCosignKey(key: SigningKey, password: string): string {
  const salt = new Uint8Array(randomBytesOf(32));
  const nonce = new Uint8Array(randomBytesOf(nacl.secretbox.nonceLength));
  const box = nacl.secretbox(
    new Uint8Array(key.export()),
    nonce,
    new Uint8Array(scryptKey(password, salt, COST)),
  );
  const text = JSON.stringify({
    kdf: { name: 'scrypt', params: COST, salt: base64(salt) },
    cipher: { name: 'nacl/secretbox', nonce: base64(nonce) },
    ciphertext: base64(box),
  });
  // RFC 7468: lines of 64 characters.
  const lines = base64(Buffer.from(text)).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${LABEL}-----\n${lines.join('\n')}\n-----END ${LABEL}-----\n`;
}

function base64(content: Uint8Array): string {
  return Buffer.from(content).toString('base64');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
