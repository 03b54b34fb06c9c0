import { createHash, randomBytes } from 'node:crypto';

/** SHA-256 in lower-case hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The same of what comes piece by piece. */
export class DigestOfParts {
  readonly #hash = createHash('sha256');

  add(part: Uint8Array): void {
    this.#hash.update(part);
  }

  end(): string {
    return this.#hash.digest('hex');
  }
}

/** `bytes` random bytes in lower-case hexadecimal. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
