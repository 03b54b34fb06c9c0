import { sha256Bytes } from '../../platform/digest.ts';
import type { SigningKey } from '../../platform/signing-key.ts';
import { BUNDLE_TYPE, keyHint } from './envelope.ts';

/** The signature of a file, as the texts of its own files. */
export interface SignedBlob {
  /** Sigstore bundle v0.3 with a message signature, JSON: what `cosign verify-blob --bundle` reads. */
  readonly bundle: string;
  /** The signature alone, in base64 (`cosign verify-blob --signature`); undefined where it says nothing without its certificate. */
  readonly signature: string | undefined;
}

/** Over the bytes themselves, ECDSA with SHA-256 in DER (sigstore/cosign, specs/SIGNATURE_SPEC.md; sigstore/protobuf-specs, sigstore_common.proto). */
export function signBlobWithKey(content: Uint8Array, key: SigningKey): SignedBlob {
  const signature = Buffer.from(key.sign(content)).toString('base64');
  const bundle = {
    mediaType: BUNDLE_TYPE,
    verificationMaterial: { publicKey: { hint: keyHint(key.publicKey) } },
    messageSignature: {
      messageDigest: {
        algorithm: 'SHA2_256',
        digest: Buffer.from(sha256Bytes(content)).toString('base64'),
      },
      signature,
    },
  };
  return { bundle: `${JSON.stringify(bundle)}\n`, signature };
}
