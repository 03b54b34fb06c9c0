import { z } from 'zod';
import { type Receipt, resultOf } from './receipt.ts';
import {
  type DescriptorDocument,
  RECEIPT_FIELD,
  receiptStatement,
  STATEMENT_TYPE,
  TEST_RESULT_TYPE,
} from './receipt-statement.ts';

/**
 * `foreign`: a statement about something else, such as the provenance of a wheel. `broken`: it claims to be a receipt and is none. `why`
 * completes "it …".
 */
export type ReceiptReading =
  | { readonly kind: 'receipt'; readonly receipt: Receipt }
  | { readonly kind: 'foreign'; readonly predicateType: string }
  | { readonly kind: 'broken'; readonly why: string };

const objectId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
/** No text of a receipt is longer than any sensible one; the names of legs are made of the definition's names. */
const text = z.string().min(1).max(1000);
const time = z.iso.datetime({ precision: 3 });
const names = z.array(text).max(10);

const extension = z.object({
  leg: text,
  job: text,
  platform: text,
  variant: z.record(text, z.string().max(1000)),
  system: z.enum(['github', 'circleci', 'local']),
  workflow: text.optional(),
  event: z.enum(['push', 'pull_request', 'tag', 'release', 'manual', 'schedule', 'local', 'unknown']),
  ref: text.optional(),
  verdict: z.enum(['passed', 'flaky', 'reused', 'failed', 'timed_out', 'error', 'cancelled', 'skipped']),
  allowed: z.boolean().optional(),
  run: z.object({ id: text, attempt: z.int().min(1) }),
  startedAt: time.optional(),
  finishedAt: time,
  lockstep: text,
});

const predicate = z.object({
  result: z.enum(['PASSED', 'WARNED', 'FAILED']),
  configuration: z.tuple([
    z.object({ name: text, digest: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) }),
  ]),
  url: z.string().max(2000).optional(),
  passedTests: names,
  warnedTests: names,
  failedTests: names,
  [RECEIPT_FIELD]: extension,
});

const header = z.object({
  _type: z.literal(STATEMENT_TYPE),
  predicateType: z.string().max(1000),
  subject: z.array(z.object({ digest: z.record(z.string(), z.string()) })).max(100),
});

/** Reads a statement. Unknown properties are passed over, as the specification asks; those that are known must not contradict each other. */
export function readReceipt(statement: unknown): ReceiptReading {
  const head = header.safeParse(statement);
  if (!head.success) return broken(`is no in-toto Statement v1: ${firstFault(head.error)}`);
  if (head.data.predicateType !== TEST_RESULT_TYPE)
    return { kind: 'foreign', predicateType: head.data.predicateType };
  const given = (statement as { readonly predicate?: unknown }).predicate;
  if (typeof given !== 'object' || given === null) return broken('has no predicate');
  // A test result of another tool, which says nothing about legs.
  if (!Object.hasOwn(given, RECEIPT_FIELD)) return { kind: 'foreign', predicateType: TEST_RESULT_TYPE };
  const body = predicate.safeParse(given);
  if (!body.success) return broken(`has no sound predicate: ${firstFault(body.error)}`);
  const subject = subjectOf(head.data.subject);
  if (subject === undefined) return broken('names not one commit and one tree as its subjects');
  const receipt = receiptOf(subject, body.data);
  const contradiction = contradictionIn(receipt, body.data);
  return contradiction === undefined ? { kind: 'receipt', receipt } : broken(contradiction);
}

function broken(why: string): ReceiptReading {
  return { kind: 'broken', why };
}

function firstFault({ issues }: z.ZodError): string {
  const [first] = issues;
  const place = first?.path.map(String).join('.') ?? '';
  return place === '' ? (first?.message ?? '') : `${place}: ${first?.message}`;
}

/** Two commits, or two trees, would let one receipt stand for both. */
function subjectOf(subjects: readonly DescriptorDocument[]): Receipt['subject'] | undefined {
  const of = (algorithm: string): readonly string[] =>
    subjects.flatMap(({ digest }) => (Object.hasOwn(digest, algorithm) ? [digest[algorithm] ?? ''] : []));
  const [commit, ...commits] = of('gitCommit');
  const [tree, ...trees] = of('gitTree');
  if (!objectId.safeParse(commit).success || !objectId.safeParse(tree).success) return undefined;
  if (commits.length > 0 || trees.length > 0 || commit === undefined || tree === undefined) return undefined;
  return { commit, tree };
}

function receiptOf(subject: Receipt['subject'], body: z.output<typeof predicate>): Receipt {
  const { configuration, url } = body;
  const more = body[RECEIPT_FIELD];
  const [{ name, digest }] = configuration;
  return {
    subject,
    leg: more.leg,
    job: more.job,
    platform: more.platform,
    variant: more.variant,
    system: more.system,
    workflow: more.workflow,
    event: more.event,
    ref: more.ref,
    verdict: more.verdict,
    allowed: more.allowed ?? false,
    configuration: { path: name, digest: digest.sha256 },
    run: { ...more.run, url },
    startedAt: more.startedAt === undefined ? undefined : Date.parse(more.startedAt),
    finishedAt: Date.parse(more.finishedAt),
    lockstep: more.lockstep,
  };
}

/** Somebody who reads the standard's own fields must come to the same as lockstep. */
function contradictionIn(receipt: Receipt, body: z.output<typeof predicate>): string | undefined {
  if (body.result !== resultOf(receipt))
    return `says ${body.result} of a check whose verdict is '${receipt.verdict}'`;
  const wanted = receiptStatement(receipt).predicate;
  for (const list of ['passedTests', 'warnedTests', 'failedTests'] as const)
    if (JSON.stringify(wanted[list]) !== JSON.stringify(body[list]))
      return `names other checks in ${list} than the one that it is of`;
  return undefined;
}
