import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReceipt } from './read-receipt.ts';
import { type Receipt, resultOf } from './receipt.ts';
import { RECEIPT_FIELD, receiptStatement } from './receipt-statement.ts';

const RECEIPT: Receipt = {
  subject: { commit: 'c'.repeat(40), tree: 'a'.repeat(40) },
  leg: 'unit@linux(python=3.12)',
  job: 'unit',
  platform: 'linux',
  variant: { python: '3.12' },
  system: 'github',
  workflow: 'ci',
  event: 'push',
  ref: 'refs/heads/main',
  verdict: 'passed',
  allowed: false,
  configuration: { path: 'lockstep.config.ts', digest: 'd'.repeat(64) },
  run: { id: '7', attempt: 1, url: 'https://github.com/acme/weather/actions/runs/7/attempts/1' },
  startedAt: Date.parse('2026-11-24T11:59:00.000Z'),
  finishedAt: Date.parse('2026-11-24T12:00:00.000Z'),
  lockstep: '0.1.0',
};

test('a receipt is an in-toto test result about a commit and its tree', () => {
  const { leg, job, platform, variant, system, workflow, event, ref, verdict, lockstep } = RECEIPT;
  assert.deepEqual(receiptStatement(RECEIPT), {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: 'commit', digest: { gitCommit: 'c'.repeat(40) } },
      { name: 'tree', digest: { gitTree: 'a'.repeat(40) } },
    ],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: 'PASSED',
      configuration: [{ name: 'lockstep.config.ts', digest: { sha256: 'd'.repeat(64) } }],
      url: 'https://github.com/acme/weather/actions/runs/7/attempts/1',
      passedTests: ['unit@linux(python=3.12)'],
      warnedTests: [],
      failedTests: [],
      'urn:lockstep:receipt:v1': {
        ...{ leg, job, platform, variant, system, workflow, event, ref, verdict, lockstep },
        run: { id: '7', attempt: 1 },
        startedAt: '2026-11-24T11:59:00.000Z',
        finishedAt: '2026-11-24T12:00:00.000Z',
      },
    },
  });
});

test('what was written is read as it was, also when nothing but the needful is known', () => {
  const bare: Receipt = {
    ...RECEIPT,
    workflow: undefined,
    ref: undefined,
    startedAt: undefined,
    run: { id: '7', attempt: 3, url: undefined },
    verdict: 'failed',
    allowed: true,
  };
  for (const receipt of [RECEIPT, bare])
    assert.deepEqual(readReceipt(JSON.parse(JSON.stringify(receiptStatement(receipt)))), {
      kind: 'receipt',
      receipt,
    });
});

test('each verdict has its result, and what did not run names no test', () => {
  const of = (verdict: Receipt['verdict'], allowed = false) => {
    const { predicate } = receiptStatement({ ...RECEIPT, verdict, allowed });
    const lists = ['passedTests', 'warnedTests', 'failedTests'].filter(
      (list) => (predicate[list] as string[]).length > 0,
    );
    return [resultOf({ verdict, allowed }), ...lists].join(' ');
  };
  assert.equal(of('passed'), 'PASSED passedTests');
  assert.equal(of('reused'), 'PASSED passedTests');
  assert.equal(of('flaky'), 'WARNED warnedTests');
  assert.equal(of('failed'), 'FAILED failedTests');
  assert.equal(of('timed_out'), 'FAILED failedTests');
  assert.equal(of('error'), 'FAILED failedTests');
  assert.equal(of('failed', true), 'WARNED warnedTests');
  assert.equal(of('skipped'), 'FAILED');
  assert.equal(of('cancelled'), 'FAILED');
});

type Predicate = Record<string, unknown>;

/** A statement in which something was changed. */
function changed(change: (statement: { subject: unknown[]; predicate: Predicate }) => void): unknown {
  const statement = JSON.parse(JSON.stringify(receiptStatement(RECEIPT)));
  change(statement);
  return statement;
}

function why(statement: unknown): string {
  const reading = readReceipt(statement);
  return reading.kind === 'broken' ? reading.why : reading.kind;
}

test('a statement that contradicts itself is no receipt', () => {
  const extension = (predicate: Predicate): Predicate => predicate[RECEIPT_FIELD] as Predicate;
  assert.equal(
    why(
      changed(({ predicate }) => {
        extension(predicate).verdict = 'failed';
      }),
    ),
    "says PASSED of a check whose verdict is 'failed'",
  );
  assert.equal(
    why(
      changed(({ predicate }) => {
        predicate.passedTests = ['lint@linux'];
      }),
    ),
    'names other checks in passedTests than the one that it is of',
  );
  assert.equal(
    why(
      changed(({ subject }) => {
        subject.push({ digest: { gitTree: 'b'.repeat(40) } });
      }),
    ),
    'names not one commit and one tree as its subjects',
  );
  assert.equal(
    why(changed(({ subject }) => void subject.pop())),
    'names not one commit and one tree as its subjects',
  );
  assert.match(
    why(
      changed(({ predicate }) => {
        extension(predicate).system = 'jenkins';
      }),
    ),
    /^has no sound predicate: urn:lockstep:receipt:v1\.system: /,
  );
  assert.match(why([]), /^is no in-toto Statement v1: /);
});

test('what is about something else is foreign', () => {
  assert.equal(
    why({ ...receiptStatement(RECEIPT), predicateType: 'https://slsa.dev/provenance/v1' }),
    'foreign',
  );
  assert.equal(why(changed(({ predicate }) => void delete predicate[RECEIPT_FIELD])), 'foreign');
});

test('unknown properties are passed over, as the framework asks', () => {
  assert.equal(
    why(
      changed(({ predicate }) => {
        predicate['https://example.com/more'] = 1;
      }),
    ),
    'receipt',
  );
});
