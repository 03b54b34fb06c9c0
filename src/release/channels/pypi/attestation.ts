import { z } from 'zod';
import type { ReleaseFile } from '../../manifest/release-manifest.ts';

/** "PyPI Publish Attestation (v1)" (docs.pypi.org/attestations/publish/v1): its predicate is empty. */
const PUBLISH_TYPE = 'https://docs.pypi.org/attestations/publish/v1';

const certificate = z.looseObject({ rawBytes: z.string() });
/** What is needed of a Sigstore bundle (sigstore/protobuf-specs, protos/sigstore_bundle.proto, as JSON). */
const bundleSchema = z.looseObject({
  verificationMaterial: z.looseObject({
    certificate: certificate.optional(),
    x509CertificateChain: z.looseObject({ certificates: z.array(certificate).min(1) }).optional(),
    tlogEntries: z.array(z.record(z.string(), z.unknown())).min(1),
  }),
  dsseEnvelope: z.looseObject({
    payload: z.string(),
    signatures: z.tuple([z.looseObject({ sig: z.string() })]),
  }),
});

/** A statement that this file was published by this job, to be signed. */
export function publishStatement({ name, sha256 }: ReleaseFile): Uint8Array {
  const subject = [{ name, digest: { sha256 } }];
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: PUBLISH_TYPE,
    predicate: null,
  };
  return Buffer.from(JSON.stringify(statement));
}

/**
 * A Sigstore bundle in the form of an index's attestation (PEP 740, "Attestation objects"): the same certificate, log entry, statement and signature under other
 * names. Throws when the bundle has none of them: whoever made it is ours.
 */
export function attestationOf(bundle: string): object {
  const { verificationMaterial, dsseEnvelope } = bundleSchema.parse(JSON.parse(bundle));
  const { certificate: one, x509CertificateChain, tlogEntries } = verificationMaterial;
  const found = one ?? x509CertificateChain?.certificates[0];
  if (found === undefined) throw new Error('Internal error: PyPI takes no attestation without a certificate');
  return {
    version: 1,
    verification_material: { certificate: found.rawBytes, transparency_entries: tlogEntries },
    envelope: { statement: dsseEnvelope.payload, signature: dsseEnvelope.signatures[0].sig },
  };
}
