import { type Receipt, resultOf } from './receipt.ts';
import { isBad } from './run-event.ts';

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const TEST_RESULT_TYPE = 'https://in-toto.io/attestation/test-result/v0.1';

/**
 * What the predicate has no field for. An extension field's name is a TypeURI, with which no later version of the predicate collides
 * (in-toto attestation, spec/v1/README.md, "Parsing rules": "Extension fields").
 */
export const RECEIPT_FIELD = 'urn:lockstep:receipt:v1';

/** A DigestSet with a name; other properties of a ResourceDescriptor are not written here. */
export interface DescriptorDocument {
  readonly name?: string;
  readonly uri?: string;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly digest: Readonly<Record<string, string>>;
}

/** Of any predicate. */
export interface StatementDocument {
  readonly _type: typeof STATEMENT_TYPE;
  readonly subject: readonly DescriptorDocument[];
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
}

/**
 * The statement of a receipt. The commit and its tree are two subjects, as they are two objects: a consumer that knows one of them finds
 * it. Property order is fixed, so that one receipt is one text.
 */
export function receiptStatement(receipt: Receipt): StatementDocument {
  const { subject, configuration, run } = receipt;
  const result = resultOf(receipt);
  const named = (wanted: boolean): readonly string[] => (wanted ? [receipt.leg] : []);
  return {
    _type: STATEMENT_TYPE,
    subject: [
      { name: 'commit', digest: { gitCommit: subject.commit } },
      { name: 'tree', digest: { gitTree: subject.tree } },
    ],
    predicateType: TEST_RESULT_TYPE,
    predicate: {
      result,
      configuration: [{ name: configuration.path, digest: { sha256: configuration.digest } }],
      ...(run.url !== undefined && { url: run.url }),
      passedTests: named(result === 'PASSED'),
      warnedTests: named(result === 'WARNED'),
      failedTests: named(result === 'FAILED' && isBad(receipt.verdict)),
      [RECEIPT_FIELD]: extensionOf(receipt),
    },
  };
}

function extensionOf(receipt: Receipt): Readonly<Record<string, unknown>> {
  const { leg, job, platform, variant, system, workflow, event, ref, verdict, allowed, run } = receipt;
  return {
    leg,
    job,
    platform,
    variant,
    system,
    ...(workflow !== undefined && { workflow }),
    event,
    ...(ref !== undefined && { ref }),
    verdict,
    ...(allowed && { allowed }),
    run: { id: run.id, attempt: run.attempt },
    ...(receipt.startedAt !== undefined && { startedAt: new Date(receipt.startedAt).toISOString() }),
    finishedAt: new Date(receipt.finishedAt).toISOString(),
    lockstep: receipt.lockstep,
  };
}
