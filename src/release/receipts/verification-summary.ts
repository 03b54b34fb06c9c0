import type { ReceiptSubject } from '../../run/receipt.ts';
import { STATEMENT_TYPE, type StatementDocument } from '../../run/receipt-statement.ts';

const SUMMARY_TYPE = 'https://slsa.dev/verification_summary/v1';

/**
 * The property that holds when every required check has passed. Names that begin with `SLSA_` are the specification's own (slsa.dev/spec/v1.2,
 * verification_summary, "SlsaResult"); those of a source control organisation begin with `ORG_SOURCE_` (source-requirements, "Source VSA").
 */
const CHECKS_PASSED = 'ORG_SOURCE_REQUIRED_CHECKS_PASSED';

export interface SummaryFacts {
  readonly subject: ReceiptSubject;
  /** Branches that the tree was proved on: `refs/heads/main`. */
  readonly refs: readonly string[];
  /** Address of what was verified: `git+https://github.com/acme/weather`. */
  readonly resource: string;
  /** A URI that says who verified. */
  readonly verifier: string;
  readonly lockstep: string;
  readonly policy: { readonly uri: string; readonly digest: string };
  /** All receipts that the verdict rests on. */
  readonly inputs: readonly { readonly source: string; readonly digest: string }[];
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** A SLSA verification summary (slsa.dev/spec/v1.2/verification_summary). Only successes are written: no file is the failure. */
export function verificationSummary(facts: SummaryFacts): StatementDocument {
  const { subject } = facts;
  return {
    _type: STATEMENT_TYPE,
    subject: [
      { name: 'commit', digest: { gitCommit: subject.commit }, annotations: { sourceRefs: facts.refs } },
      { name: 'tree', digest: { gitTree: subject.tree } },
    ],
    predicateType: SUMMARY_TYPE,
    predicate: {
      verifier: { id: facts.verifier, version: { lockstep: facts.lockstep } },
      timeVerified: new Date(facts.time).toISOString(),
      resourceUri: facts.resource,
      policy: { uri: facts.policy.uri, digest: { sha256: facts.policy.digest } },
      inputAttestations: facts.inputs.map(({ source, digest }) => ({
        uri: source,
        digest: { sha256: digest },
      })),
      verificationResult: 'PASSED',
      verifiedLevels: [CHECKS_PASSED],
      slsaVersion: '1.2',
    },
  };
}
