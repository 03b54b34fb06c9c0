import { sha256Bytes } from '../../platform/digest.ts';
import type { SigningKey, VerificationKey } from '../../platform/signing-key.ts';

/** What statements are signed as (in-toto attestation, spec/v1/envelope.md). */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** A DSSE envelope in JSON (secure-systems-lab/dsse, envelope.md): `payload` and `sig` in base64. */
export interface EnvelopeDocument {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly sig: string; readonly keyid?: string }[];
}

/** A statement that was signed, as the texts of its files. */
export interface SignedStatement {
  /** Sigstore bundle v0.3 (sigstore/protobuf-specs, protos/sigstore_bundle.proto), JSON. */
  readonly bundle: string;
  /** The plain envelope, for tools that take a key and no bundle; undefined for what a certificate vouches for. */
  readonly envelope: string | undefined;
}

/** `DSSEv1`, both parts with their lengths: nothing that is signed can be taken for something else (secure-systems-lab/dsse, protocol.md). */
function preAuthEncoding(type: string, payload: Uint8Array): Uint8Array {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.byteLength} `),
    payload,
  ]);
}

export function signWithKey(payload: Uint8Array, key: SigningKey): SignedStatement {
  const sig = Buffer.from(key.sign(preAuthEncoding(PAYLOAD_TYPE, payload))).toString('base64');
  const hint = keyHint(key.publicKey);
  const signed = { payload: Buffer.from(payload).toString('base64'), payloadType: PAYLOAD_TYPE };
  const bundle = {
    mediaType: BUNDLE_TYPE,
    verificationMaterial: { publicKey: { hint } },
    dsseEnvelope: { ...signed, signatures: [{ sig }] },
  };
  // Without a name: some verifiers look for one that they made up themselves, and find no key (slsa-verifier 2.7).
  const envelope: EnvelopeDocument = { ...signed, signatures: [{ keyid: '', sig }] };
  return { bundle: `${JSON.stringify(bundle)}\n`, envelope: `${JSON.stringify(envelope)}\n` };
}

/** Which key it was, as cosign names it: SHA-256 of the DER form, in base64 (sigstore/cosign, internal/key/svkeypair.go). */
export function keyHint(key: VerificationKey): string {
  return Buffer.from(sha256Bytes(key.der)).toString('base64');
}
