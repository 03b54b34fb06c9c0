import { type Bundle, bundleFromJSON } from '@sigstore/bundle';
import { PublicKeyDetails, TrustedRoot } from '@sigstore/protobuf-specs';
import { type Signer, type TrustMaterial, toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { VerificationKey } from '../../platform/signing-key.ts';
import { keyHint } from './envelope.ts';
import type { CertificateFacts, SignatureFinding } from './signature-finding.ts';

export interface TrustedKey {
  /** As the definition or the option names it. */
  readonly name: string;
  readonly key: VerificationKey;
}

export interface Trust {
  readonly keys: readonly TrustedKey[];
  /** Authorities and logs, for what certificates vouch for; undefined when there are none, and `whyNoRoot` says why. */
  readonly root: TrustedRoot | undefined;
  readonly whyNoRoot: string;
}

/** Reads a trusted root in JSON (sigstore/protobuf-specs, protos/sigstore_trustroot.proto). Undefined when it is none. */
export function readTrustedRoot(data: unknown): TrustedRoot | undefined {
  try {
    const root = TrustedRoot.fromJSON(data);
    return root.certificateAuthorities.length > 0 ? root : undefined;
  } catch {
    return undefined;
  }
}

/** Verifies the signature of a bundle over a file itself (`cosign sign-blob`). A bundle that signs anything else says nothing of it. */
export function verifyBlob(bundle: unknown, content: Uint8Array, trust: Trust): SignatureFinding {
  let read: Bundle;
  try {
    read = bundleFromJSON(bundle);
  } catch (error) {
    return { kind: 'wrong', why: `is in no sound bundle: ${(error as Error).message}` };
  }
  if (read.content.$case !== 'messageSignature')
    return { kind: 'wrong', why: 'is of a statement, and not of the file' };
  const { content: material } = read.verificationMaterial;
  const blob = Buffer.from(content);
  if (material.$case !== 'publicKey') return verifyCertificate(read, trust, blob);
  return verifyKey({ read, hint: material.publicKey.hint || undefined, content: blob }, trust);
}

/** Verifies the one signature of a bundle over its DSSE envelope. `bundle` is JSON data of any shape. */
export function verifySignature(
  {
    bundle,
    keyless,
    hint,
  }: { readonly bundle: unknown; readonly keyless: boolean; readonly hint: string | undefined },
  trust: Trust,
): SignatureFinding {
  let read: Bundle;
  try {
    read = bundleFromJSON(bundle);
  } catch (error) {
    return { kind: 'wrong', why: `is in no sound bundle: ${(error as Error).message}` };
  }
  return keyless ? verifyCertificate(read, trust) : verifyKey({ read, hint }, trust);
}

/**
 * By each trusted key, whatever the hint says, which nobody signed. Proofs of a log beside it are not needed, and need a root that may not
 * be there: they are left alone.
 */
function verifyKey(
  {
    read,
    hint,
    content,
  }: { readonly read: Bundle; readonly hint: string | undefined; readonly content?: Buffer },
  { keys }: Trust,
): SignatureFinding {
  const entity = { ...toSignedEntity(read, content), tlogEntries: [], timestamps: [] };
  // The library looks a key up by the hint: whatever it is, it finds the key whose turn it is.
  const asked = entity.key.$case === 'public-key' ? entity.key.hint : '';
  for (const { name, key } of keys) {
    const verifier = new Verifier(materialOf(key, asked), {
      tlogThreshold: 0,
      ctlogThreshold: 0,
      timestampThreshold: 0,
    });
    if (holds(() => verifier.verify(entity))) return { kind: 'key', key: name };
  }
  const named = keys.find(({ key }) => keyHint(key) === hint);
  if (named !== undefined)
    return {
      kind: 'wrong',
      why: `is not one of ${named.name} over these bytes: they were changed, or it is forged`,
    };
  return {
    kind: 'unknown',
    why:
      keys.length === 0
        ? 'is signed with a key, and no key is trusted'
        : hint === undefined
          ? 'is not signed with a key that is trusted, or was changed since'
          : 'is signed with a key that is not trusted',
  };
}

function holds(verify: () => Signer): boolean {
  try {
    verify();
    return true;
  } catch {
    return false;
  }
}

const NO_ROOT: TrustedRoot = {
  mediaType: '',
  tlogs: [],
  certificateAuthorities: [],
  ctlogs: [],
  timestampAuthorities: [],
};

function materialOf({ der }: VerificationKey, hint: string): TrustMaterial {
  const key = { rawBytes: Buffer.from(der), keyDetails: PublicKeyDetails.PUBLIC_KEY_DETAILS_UNSPECIFIED };
  return toTrustMaterial(NO_ROOT, { [hint]: key });
}

function verifyCertificate(read: Bundle, { root, whyNoRoot }: Trust, content?: Buffer): SignatureFinding {
  if (root === undefined) return { kind: 'unknown', why: `is signed without a key, and ${whyNoRoot}` };
  try {
    // One entry of a log, one proof that the certificate was logged, one time: what the library asks for unless told otherwise.
    const { identity } = new Verifier(toTrustMaterial(root)).verify(toSignedEntity(read, content));
    const certificate = factsOf(identity);
    return certificate === undefined
      ? { kind: 'wrong', why: 'has a certificate that names nobody' }
      : { kind: 'certificate', certificate };
  } catch (error) {
    return { kind: 'wrong', why: `does not hold: ${(error as Error).message}` };
  }
}

type Identity = NonNullable<Signer['identity']>;

function factsOf(identity: Signer['identity']): CertificateFacts | undefined {
  const { subjectAlternativeName: subject, extensions } = identity ?? {};
  if (identity === undefined || subject === undefined || extensions?.issuer === undefined) return undefined;
  return {
    subject,
    issuer: extensions.issuer,
    runner: extensionOf(identity, 11),
    repository: extensionOf(identity, 12),
    commit: extensionOf(identity, 13),
    ref: extensionOf(identity, 14),
    trigger: extensionOf(identity, 20),
  };
}

/** 1.3.6.1.4.1.57264.1.N from 8 on: a UTF8String in DER (docs/oid-info.md, "Extension values"), tag 0x0C. */
function extensionOf({ oids = [] }: Identity, number: number): string | undefined {
  const wanted = `1.3.6.1.4.1.57264.1.${number}`;
  const found = oids.find(({ oid }) => oid?.id.join('.') === wanted);
  if (found === undefined) return undefined;
  const { value } = found;
  const [tag, first = 0] = value;
  // Lengths from 128 on say in how many bytes they follow (X.690, 8.1.3).
  const more = first < 0x80 ? 0 : first & 0x7f;
  const length = more === 0 ? first : Number.parseInt(value.subarray(2, 2 + more).toString('hex'), 16);
  const content = value.subarray(2 + more);
  return tag === 0x0c && content.length === length ? content.toString('utf8') : undefined;
}
