/** Loaded with the first digest: two milliseconds that many a command does not need (nodejs.org/api/process.html, `getBuiltinModule`). */
const { getBuiltinModule } = process;
const crypto = (): typeof import('node:crypto') => getBuiltinModule('node:crypto');

/** SHA-256 in lower-case hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return crypto().createHash('sha256').update(content).digest('hex');
}

/** SHA-512 in lower-case hexadecimal. */
export function sha512(content: string | Uint8Array): string {
  return crypto().createHash('sha512').update(content).digest('hex');
}

/** SHA-1 in lower-case hexadecimal: for protocols that ask for it beside a better one. Proves nothing. */
export function sha1(content: Uint8Array): string {
  return crypto().createHash('sha1').update(content).digest('hex');
}

/** SHA-256, its 32 bytes. */
export function sha256Bytes(content: Uint8Array): Uint8Array {
  return crypto().createHash('sha256').update(content).digest();
}

/** SHA-256 in base64, as content security policies name a style or a script. */
export function base64Sha256(content: string): string {
  return crypto().createHash('sha256').update(content).digest('base64');
}

/** The same as `sha256`, of what comes piece by piece. */
export class DigestOfParts {
  readonly #hash = crypto().createHash('sha256');

  add(part: Uint8Array): void {
    this.#hash.update(part);
  }

  end(): string {
    return this.#hash.digest('hex');
  }
}

/** `bytes` random bytes in lower-case hexadecimal. */
export function randomHex(bytes: number): string {
  return crypto().randomBytes(bytes).toString('hex');
}

/** HMAC-SHA256 (RFC 2104) of parts that come one after another. */
export interface Signer {
  add(part: string | Uint8Array): void;
  /** To be called once. */
  end(form: 'hex' | 'base64'): string;
}

export function hmacSha256(key: string): Signer {
  const hmac = crypto().createHmac('sha256', key);
  return { add: (part) => void hmac.update(part), end: (form) => hmac.digest(form) };
}

/** Takes as long whatever the difference is. */
export function sameSecret(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.byteLength === b.byteLength && crypto().timingSafeEqual(a, b);
}
