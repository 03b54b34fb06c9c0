import type { ReceiptIdentityConfig } from '../../pipeline/config.ts';
import { describeIdentity } from '../receipts/policy.ts';
import { isCertifiedForPullRequest, isSignatureOf, nameOfSigner } from '../receipts/trusted-signer.ts';
import type { SignatureFinding } from '../signing/signature-finding.ts';

export type SignerVerdict =
  | { readonly kind: 'trusted'; readonly signer: string }
  /** Completes "release.json …". */
  | { readonly kind: 'refused'; readonly why: string };

/** May whoever signed a manifest have it published? A pull request's author decides what its jobs sign. */
export function judgeSigner(
  finding: SignatureFinding,
  identities: readonly ReceiptIdentityConfig[],
): SignerVerdict {
  if (finding.kind === 'wrong') return { kind: 'refused', why: `has a signature that ${finding.why}` };
  if (finding.kind === 'unknown') return { kind: 'refused', why: finding.why };
  const identity = identities.find((candidate) => isSignatureOf(candidate, finding));
  if (identity === undefined)
    return { kind: 'refused', why: `is signed by ${nameOfSigner(finding)}, who is not trusted` };
  if (finding.kind === 'certificate') {
    if (isCertifiedForPullRequest(finding.certificate))
      return { kind: 'refused', why: 'is signed by a job of a pull request' };
    if (finding.certificate.runner === 'ssh-rerun')
      return {
        kind: 'refused',
        why: 'is signed by a job that was run again with SSH, where a person may have been on the machine',
      };
  }
  return { kind: 'trusted', signer: describeIdentity(identity) };
}
