import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Receipt } from '../../run/receipt.ts';
import type { SignatureFinding } from '../signing/signature-finding.ts';
import { judgeReceipts, REFUSALS, type ReceiptAtHand } from './judge-receipts.ts';
import { receiptPolicy } from './policy.ts';
import type { RequiredCheck } from './required-checks.ts';

const folder = join(process.cwd(), 'test/cases/receipts');

/** A case: what is other than in a receipt that counts, and what is said. */
interface Case {
  readonly name: string;
  readonly receipts: readonly {
    readonly receipt?: Partial<Receipt>;
    readonly signature?: SignatureFinding;
    readonly source?: string;
  }[];
  /** `proved by <source>`, or `<refusal>: <message>`. */
  readonly expected: string;
}

const NOW = Date.parse('2026-11-24T12:00:00Z');
const HOUR = 3_600_000;
const COMMIT = 'c'.repeat(40);
const TREE = 'a'.repeat(40);
const DIGEST = 'd'.repeat(64);

const CHECK: RequiredCheck = {
  leg: 'unit@linux',
  job: 'unit',
  platform: 'linux',
  system: 'github',
  workflow: 'ci',
};

const GOOD: Receipt = {
  subject: { commit: COMMIT, tree: TREE },
  leg: 'unit@linux',
  job: 'unit',
  platform: 'linux',
  variant: {},
  system: 'github',
  workflow: 'ci',
  event: 'push',
  ref: 'refs/heads/main',
  verdict: 'passed',
  allowed: false,
  configuration: { path: 'lockstep.config.ts', digest: DIGEST },
  run: { id: '7', attempt: 1, url: undefined },
  startedAt: undefined,
  finishedAt: NOW - HOUR,
  lockstep: '0.1.0',
};

const BY_WORKFLOW: SignatureFinding = {
  kind: 'certificate',
  certificate: {
    subject: 'https://github.com/acme/weather/.github/workflows/ci.yml@refs/heads/main',
    issuer: 'https://token.actions.githubusercontent.com',
    runner: 'github-hosted',
    repository: 'https://github.com/acme/weather',
    commit: COMMIT,
    ref: 'refs/heads/main',
    trigger: 'push',
  },
};

const policy = receiptPolicy({
  identities: [
    { github: 'acme/weather', workflows: ['.github/workflows/ci.yml'] },
    { key: 'cosign.pub', systems: ['local', 'github'] },
    { circleci: '7bc34e71', organization: 'a5d9bde7' },
  ],
});

function judge(given: Case['receipts']): string {
  const receipts = given.map(({ receipt, signature, source }): ReceiptAtHand => {
    const whole = { ...GOOD, ...receipt };
    return { source: source ?? 'a', digest: '', receipt: whole, signature: signature ?? BY_WORKFLOW };
  });
  const question = { required: [CHECK], subject: GOOD.subject, configuration: DIGEST, policy, now: NOW };
  const [finding] = judgeReceipts(receipts, question);
  if (finding === undefined) return 'nothing';
  return finding.kind === 'proved'
    ? `proved by ${finding.by.source}`
    : `${finding.refusal}: ${finding.message}`;
}

const files = readdirSync(folder).sort();

for (const file of files) {
  const { name, receipts, expected } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case;
  test(name, () => assert.equal(judge(receipts), expected));
}

test('every refusal has a case and a heading', () => {
  const page = readFileSync(join(process.cwd(), 'docs/receipts.md'), 'utf8');
  for (const refusal of REFUSALS) {
    assert.ok(
      files.some((file) => readFileSync(join(folder, file), 'utf8').includes(`"expected": "${refusal}: `)),
      `${refusal} has no case`,
    );
    assert.match(page, new RegExp(`^### ${refusal}$`, 'm'));
  }
});

test('a required check that has nothing but receipts of others is absent', () => {
  assert.equal(judge([{ receipt: { leg: 'unit@macos' } }]), 'absent: there is no receipt for it');
});
