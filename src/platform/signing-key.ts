import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  scryptSync,
  sign,
} from 'node:crypto';

/** A private key in memory. */
export interface SigningKey {
  readonly publicKey: VerificationKey;
  /** SHA-256 is signed; the signature is ASN.1 DER for elliptic curves (RFC 3279, 2.2.3). */
  sign(bytes: Uint8Array): Uint8Array;
  /** PKCS#8, DER (RFC 5208). */
  export(): Uint8Array;
}

export interface VerificationKey {
  /** SubjectPublicKeyInfo (RFC 5280, 4.1.2.7), DER. */
  readonly der: Uint8Array;
  /** The same in PEM. */
  readonly pem: string;
  /** `ECDSA P-256`: for people. */
  readonly kind: string;
}

/** ECDSA on P-256. */
export function makeSigningKey(): SigningKey {
  return signingKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
}

/** Undefined when these bytes are no PKCS#8 key that signs. */
export function readSigningKey(pkcs8: Uint8Array): SigningKey | undefined {
  try {
    return signingKey(createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }));
  } catch {
    return undefined;
  }
}

/** Undefined when the text is no public key in PEM. A private key is none, though Node would take its public half. */
export function readVerificationKey(pem: string): VerificationKey | undefined {
  if (!/-----BEGIN PUBLIC KEY-----/.test(pem)) return undefined;
  try {
    return verificationKey(createPublicKey(pem));
  } catch {
    return undefined;
  }
}

function signingKey(key: KeyObject): SigningKey {
  return {
    publicKey: verificationKey(createPublicKey(key)),
    sign: (bytes) => sign('sha256', bytes, key),
    export: () => key.export({ format: 'der', type: 'pkcs8' }),
  };
}

function verificationKey(key: KeyObject): VerificationKey {
  return {
    der: key.export({ format: 'der', type: 'spki' }),
    pem: key.export({ format: 'pem', type: 'spki' }).toString(),
    kind: kindOf(key),
  };
}

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

function kindOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string {
  if (type === 'ec') return `ECDSA ${CURVES[details?.namedCurve ?? ''] ?? details?.namedCurve}`;
  return type === 'rsa' ? `RSA ${details?.modulusLength}` : (type ?? 'unknown');
}

export interface ScryptCost {
  /** A power of two. */
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 32 bytes from a password (RFC 7914). */
export function scryptKey(password: string, salt: Uint8Array, { N, r, p }: ScryptCost): Uint8Array {
  // It needs 128 × N × r bytes, which for the usual numbers is more than Node allows by itself.
  return scryptSync(password, salt, 32, { N, r, p, maxmem: 256 * N * r });
}

export function randomBytesOf(count: number): Uint8Array {
  return randomBytes(count);
}
