import type { ReceiptIdentityConfig, ReceiptsConfig } from '../../pipeline/config.ts';
import { parseDuration } from '../../pipeline/duration.ts';
import type { Milliseconds } from '../../pipeline/pipeline.ts';
import { sha256 } from '../../platform/digest.ts';
import { USUAL_BRANCH } from '../../run/receipt-legs.ts';

/** What is asked of receipts, with nothing left to default. */
export interface ReceiptPolicy {
  readonly identities: readonly ReceiptIdentityConfig[];
  /** At least one; the first is the one whose pushes say what is required. */
  readonly branches: readonly string[];
  readonly maxAge: Milliseconds;
  /** Undefined for all that a push runs. */
  readonly jobs: readonly string[] | undefined;
}

const DAY = 86_400_000;
const USUAL_AGE = 30 * DAY;

/** The parts that are given by option win, each as a whole. */
export function receiptPolicy(config: ReceiptsConfig, options: Partial<ReceiptPolicy> = {}): ReceiptPolicy {
  return {
    identities: options.identities ?? config.identities ?? [],
    branches: options.branches ?? config.branches ?? [USUAL_BRANCH],
    maxAge:
      options.maxAge ??
      (config.maxAge === undefined ? USUAL_AGE : (parseDuration(config.maxAge) ?? USUAL_AGE)),
    jobs: options.jobs ?? config.jobs,
  };
}

/**
 * SHA-256 of the policy as JSON with its keys in a fixed order: what a verification summary names as `policy.digest`. `required` are the checks
 * it came to, so that two definitions never share one.
 */
export function policyDigest(policy: ReceiptPolicy, required: readonly string[]): string {
  return sha256(JSON.stringify({ ...sorted(policy), required: [...required].sort() }));
}

function sorted(value: object): Record<string, unknown> {
  const entries = Object.entries(value as Record<string, unknown>).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return Object.fromEntries(entries);
}

/** As people are told of it: `acme/weather on GitHub Actions`. */
export function describeIdentity(identity: ReceiptIdentityConfig): string {
  if ('key' in identity) return `the key ${identity.key}`;
  if ('github' in identity) {
    const { workflows } = identity;
    return `${workflows === undefined ? 'workflows' : workflows.join(', ')} of ${identity.github} on GitHub Actions`;
  }
  if ('circleci' in identity) return `project ${identity.circleci} on CircleCI`;
  return `${identity.subject} (${identity.issuer})`;
}
