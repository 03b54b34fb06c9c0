import type { ReceiptGithubConfig, ReceiptIdentityConfig } from '../../pipeline/config.ts';
import type { Receipt, ReceiptEvent, ReceiptSystem } from '../../run/receipt.ts';
import type { CertificateFacts, SignatureFinding } from '../signing/signature-finding.ts';
import { describeIdentity } from './policy.ts';

/** Who signed, if the policy trusts them. `why` completes "it …". */
export type SignerFinding =
  | { readonly kind: 'trusted'; readonly signer: string; readonly certificate: CertificateFacts | undefined }
  | { readonly kind: 'untrusted'; readonly why: string }
  /** The certificate and the statement do not say the same. */
  | { readonly kind: 'contradicts'; readonly why: string };

export type VerifiedSignature = Extract<SignatureFinding, { kind: 'key' | 'certificate' }>;

/** Holds a verified signature against the identities of a policy. */
export function findSigner(
  signature: VerifiedSignature,
  receipt: Receipt,
  identities: readonly ReceiptIdentityConfig[],
): SignerFinding {
  const identity = identities.find((candidate) => isSignatureOf(candidate, signature));
  if (identity === undefined)
    return { kind: 'untrusted', why: `is signed by ${nameOfSigner(signature)}, who is not trusted` };
  const signer = describeIdentity(identity);
  const systems = systemsOf(identity);
  if (systems !== undefined && !systems.includes(receipt.system))
    return {
      kind: 'contradicts',
      why: `says that the check ran on '${receipt.system}', for which ${signer} does not sign`,
    };
  if (signature.kind === 'key') return { kind: 'trusted', signer, certificate: undefined };
  const { certificate } = signature;
  if (certificate.runner === 'ssh-rerun')
    return {
      kind: 'untrusted',
      why: 'comes from a job that was run again with SSH, where a person may have been on the machine',
    };
  const why = contradictionIn(receipt, certificate);
  return why === undefined ? { kind: 'trusted', signer, certificate } : { kind: 'contradicts', why };
}

/** For people. */
export function nameOfSigner(signature: VerifiedSignature): string {
  if (signature.kind === 'key') return `the key ${signature.key}`;
  return `${signature.certificate.subject} (${signature.certificate.issuer})`;
}

/** Undefined for anywhere. */
function systemsOf(identity: ReceiptIdentityConfig): readonly ReceiptSystem[] | undefined {
  if ('key' in identity) return identity.systems;
  if ('github' in identity) return ['github'];
  return 'circleci' in identity ? ['circleci'] : [identity.system];
}

/** Is it this one's? */
export function isSignatureOf(identity: ReceiptIdentityConfig, signature: VerifiedSignature): boolean {
  if (signature.kind === 'key') return 'key' in identity && identity.key === signature.key;
  const { certificate } = signature;
  if ('github' in identity) return isGithub(identity, certificate);
  if ('circleci' in identity)
    return (
      certificate.issuer === `https://oidc.circleci.com/org/${identity.organization}` &&
      certificate.subject.startsWith(
        `https://circleci.com/api/v2/projects/${identity.circleci}/pipeline-definitions/`,
      )
    );
  if ('subject' in identity)
    return certificate.issuer === identity.issuer && certificate.subject === identity.subject;
  return false;
}

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/** The subject is the workflow that holds the job, which may be a reusable one of another repository: only its own are trusted. */
function isGithub({ github, workflows }: ReceiptGithubConfig, certificate: CertificateFacts): boolean {
  // GitHub takes names of repositories in any case.
  const same = (one: string | undefined, other: string): boolean =>
    one?.toLowerCase() === other.toLowerCase();
  const home = `https://github.com/${github}`;
  if (certificate.issuer !== GITHUB_ISSUER || !same(certificate.repository, home)) return false;
  const [file = '', ref] = certificate.subject.slice(home.length + 1).split('@');
  if (!same(certificate.subject.slice(0, home.length + 1), `${home}/`) || ref === undefined) return false;
  return workflows === undefined ? file.startsWith('.github/workflows/') : workflows.includes(file);
}

/** What the certificate knows, which no step of a job can change, goes before what the job says of itself. */
function contradictionIn(receipt: Receipt, { commit, ref, trigger }: CertificateFacts): string | undefined {
  if (commit !== undefined && commit !== receipt.subject.commit)
    return `is about commit ${receipt.subject.commit.slice(0, 12)}, and its certificate is for ${commit.slice(0, 12)}`;
  if (ref !== undefined && ref !== '' && ref !== receipt.ref && !isPullRef(ref))
    return `says that it ran for ${receipt.ref ?? 'no ref'}, and its certificate is for ${ref}`;
  if (trigger !== undefined && !isPullTrigger(trigger) && !EVENTS_OF[trigger]?.includes(receipt.event))
    return `says that it ran for the event '${receipt.event}', and its certificate is for '${trigger}'`;
  return undefined;
}

/**
 * What a receipt calls GitHub's events (docs.github.com, "Events that trigger workflows"). Others, such as `workflow_run` and `issue_comment`, run on main
 * for what somebody else has done.
 */
const EVENTS_OF: Readonly<Record<string, readonly ReceiptEvent[] | undefined>> = {
  push: ['push', 'tag'],
  workflow_dispatch: ['manual'],
  schedule: ['schedule'],
  release: ['release'],
};

/** pull_request_target, pull_request_review, …: the ref is that of the base, the contents may be anybody's. */
function isPullTrigger(trigger: string): boolean {
  return trigger.startsWith('pull_request');
}

/** On CircleCI a pull request from a fork is the branch `pull/7`. */
function isPullRef(ref: string): boolean {
  return /^refs\/pull\/|^refs\/heads\/pull\/\d+(?:\/|$)/.test(ref);
}

/** Did a pull request make it run? Its author decides what such a job does. */
export function isFromPullRequest(receipt: Receipt, certificate: CertificateFacts | undefined): boolean {
  if (receipt.event === 'pull_request') return true;
  if ([receipt.ref, certificate?.ref].some((ref) => ref !== undefined && isPullRef(ref))) return true;
  return certificate?.trigger !== undefined && isPullTrigger(certificate.trigger);
}

/** The same of what a certificate alone knows. */
export function isCertifiedForPullRequest({ ref, trigger }: CertificateFacts): boolean {
  return (ref !== undefined && isPullRef(ref)) || (trigger !== undefined && isPullTrigger(trigger));
}
