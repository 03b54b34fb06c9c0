import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FROM_FORK, TOKEN, UploadTrial, unfenced } from '../support/github-checkout.ts';
import { ACTIONS_BOT } from '../support/github-server.ts';

const trial = new UploadTrial('sarif', () => ({
  'src/a.ts': 'one\ntwo\n',
  'scan.sarif': sarif({ results: [result('R1')] }),
}));

interface MadeRun {
  readonly name?: string;
  readonly rules?: readonly unknown[];
  readonly results?: readonly unknown[];
}

function run({ name = 'Toy', rules = [{ id: 'R1' }], results = [] }: MadeRun): unknown {
  return { tool: { driver: { name, rules } }, results };
}

function sarif(...runs: readonly MadeRun[]): string {
  return JSON.stringify({ version: '2.1.0', runs: runs.map(run) });
}

function result(ruleId: string, more: object = {}): object {
  const physicalLocation = { artifactLocation: { uri: 'src/a.ts' }, region: { startLine: 1 } };
  return { ruleId, message: { text: 'it is bad' }, locations: [{ physicalLocation }], ...more };
}

test('results of a workflow for a pull request arrive whole, and are waited for', async () => {
  trial.server.statuses = [{ processing_status: 'pending' }, { processing_status: 'complete' }];
  const { code, out, err } = await trial.upload(
    ['scan.sarif', '--category', 'image/web'],
    trial.work.workflow(7),
  );
  assert.equal(code, 0, err);
  assert.equal(
    unfenced(out),
    `✓ scan.sarif: sent 1 result of Toy (image/web) to octo-org/octo-repo, refs/pull/7/merge at ${trial.work.head.slice(0, 7)}, 1 given a fingerprint
  scan.sarif: processed
`,
  );
  assert.equal(err, '');
  const [{ commit, ref, tool, checkout, sarif: sent } = assert.fail()] = trial.server.uploads;
  assert.deepEqual(
    { commit, ref, tool, checkout },
    { commit: trial.work.head, ref: 'refs/pull/7/merge', tool: 'Toy', checkout: undefined },
  );
  const [sentRun = assert.fail()] = sent.runs;
  const { partialFingerprints, ...sentResult } = sentRun.results[0] ?? {};
  assert.deepEqual(Object.keys(partialFingerprints ?? {}), ['primaryLocationLineHash']);
  const given = JSON.parse(sarif({ results: [result('R1')] })) as { runs: object[] };
  const runs = [{ ...given.runs[0], automationDetails: { id: 'image/web/' } }];
  assert.deepEqual({ ...sent, runs: [{ ...sentRun, results: [sentResult] }] }, { ...given, runs });
});

test('a workflow that has checked out the head of a pull request uploads for the head', async () => {
  const env = { ...trial.work.workflow(7), GITHUB_SHA: '0'.repeat(40) };
  await trial.upload(['scan.sarif', '--wait', '0'], env);
  assert.deepEqual(
    [trial.server.uploads[0]?.ref, trial.server.uploads[0]?.commit],
    ['refs/pull/7/head', trial.work.head],
  );
});

for (const [what, env, ref] of [
  [
    'a pull request',
    { CIRCLE_BRANCH: 'feature', CIRCLE_PULL_REQUEST: 'https://github.com/octo-org/octo-repo/pull/31' },
    'refs/pull/31/head',
  ],
  ['a fork', { CIRCLE_BRANCH: 'pull/8', CIRCLE_PR_NUMBER: '8' }, 'refs/pull/8/head'],
  ['a tag', { CIRCLE_TAG: 'v1.0.0' }, 'refs/tags/v1.0.0'],
  ['a branch', { CIRCLE_BRANCH: 'release/1' }, 'refs/heads/release/1'],
] as const)
  test(`CircleCI: ${what} is ${ref}`, async () => {
    const { code, err } = await trial.upload(['scan.sarif', '--wait', '0'], {
      CIRCLECI: 'true',
      CIRCLE_SHA1: trial.work.head,
      ...env,
    });
    assert.equal(code, 0, err);
    assert.deepEqual([trial.server.uploads[0]?.ref, trial.server.uploads[0]?.commit], [ref, trial.work.head]);
  });

test('30,000 results: the worst 5,000 are sent, and it is said what was cut', async () => {
  const rules = [
    { id: 'LOW', properties: { 'security-severity': '2.0' } },
    { id: 'HIGH', properties: { 'security-severity': '7.5' } },
    { id: 'CRITICAL', properties: { 'security-severity': '9.8' } },
    { id: 'STYLE', defaultConfiguration: { level: 'note' } },
    { id: 'UNUSED' },
  ];
  const of = (ruleId: string, level: string, count: number): object[] =>
    Array.from({ length: count }, (_, line) =>
      result(ruleId, {
        level,
        ruleIndex: rules.findIndex(({ id }) => id === ruleId),
        message: { text: `${ruleId} ${line}` },
      }),
    );
  const results = [
    ...of('STYLE', 'note', 10_000),
    ...of('LOW', 'note', 10_000),
    ...of('HIGH', 'error', 8_000),
    ...of('CRITICAL', 'error', 2_000),
  ];
  trial.work.checkout.write('many.sarif', sarif({ name: 'Trivy', rules, results }));
  const { code, out, err } = await trial.upload(['many.sarif']);
  assert.equal(code, 0, err);
  assert.equal(
    err,
    `warning: many.sarif: 25000 of 30000 results of Trivy were left out, the least severe: GitHub shows 5000 of a run
warning: many.sarif: left out were error 5000, note 20000; the worst of them is high (7.5): HIGH
warning: many.sarif: 3 rules of Trivy without a result were left out
`,
  );
  assert.match(out, /^✓ many\.sarif: sent 5000 results of Trivy to/);
  const [sent = assert.fail()] = (trial.server.uploads[0]?.sarif.runs ?? []) as unknown as readonly {
    tool: { driver: { rules: { id: string }[] } };
    results: { ruleId: string; ruleIndex: number }[];
  }[];
  assert.deepEqual(
    sent.tool.driver.rules.map(({ id }) => id),
    ['HIGH', 'CRITICAL'],
  );
  for (const { ruleId, ruleIndex } of sent.results)
    assert.equal(sent.tool.driver.rules[ruleIndex]?.id, ruleId);
  const critical = sent.results.filter(({ ruleId }) => ruleId === 'CRITICAL');
  assert.deepEqual([sent.results.length, critical.length], [5_000, 2_000]);
});

test('a dry run says the same, asks nobody and needs no token', async () => {
  const { code, out } = await trial.upload(['scan.sarif', '--dry-run'], { GITHUB_TOKEN: '' });
  assert.equal(code, 0);
  assert.match(
    out,
    /^- scan\.sarif: would send 1 result of Toy to octo-org\/octo-repo, refs\/heads\/main at/,
  );
  assert.deepEqual(trial.server.requests, []);
});

test('JSON has what was sent, what was cut and what became of it', async () => {
  const { code, out } = await trial.upload(['scan.sarif', '--json']);
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(out), {
    repository: 'octo-org/octo-repo',
    commit: trial.work.head,
    ref: 'refs/heads/main',
    uploads: [
      {
        file: 'scan.sarif',
        id: '47177e22-5596-11eb-80a1-c1e54ef94500',
        status: 'complete',
        errors: [],
        runs: [{ tool: 'Toy', category: '', results: 1 }],
        cuts: [],
        fingerprints: 1,
      },
    ],
  });
});

test('what GitHub could not process is told in its words, and fails', async () => {
  trial.server.statuses = [
    {
      processing_status: 'failed',
      errors: ['rejecting SARIF, as there are more runs than allowed (21 > 20)', 'no\n::error::pwned'],
    },
  ];
  const { code, err } = await trial.upload(['scan.sarif']);
  assert.equal(code, 1);
  assert.equal(
    err,
    `error: scan.sarif: GitHub could not process it
  GitHub says: rejecting SARIF, as there are more runs than allowed (21 > 20)
  GitHub says: no ⏎ ::error::pwned
`,
  );
});

test('GitHub that takes longer than patience is a warning, with where to look', async () => {
  trial.server.statuses = [{ processing_status: 'pending' }];
  const { code, err } = await trial.upload(['scan.sarif', '--wait', '1']);
  assert.equal(code, 0);
  assert.equal(
    err,
    'warning: scan.sarif: GitHub has not processed it within 1 s, and goes on: see https://127.0.0.1/octo-org/octo-repo/security/code-scanning, or `gh api repos/octo-org/octo-repo/code-scanning/sarifs/47177e22-5596-11eb-80a1-c1e54ef94500`\n',
  );
});

test('a repository without code scanning, and a token without the right, say what to do', async () => {
  trial.server.codeScanningIsOff =
    'Advanced Security must be enabled for this repository to use code scanning.';
  const off = await trial.upload(['scan.sarif']);
  assert.equal(off.code, 1);
  assert.equal(
    off.err,
    `error: GitHub did not take the results: Advanced Security must be enabled for this repository to use code scanning. (403)
  help: Switch code scanning on in the settings of the repository, under "Advanced Security"; a private repository needs GitHub Code Security for it.
`,
  );
  trial.server.codeScanningIsOff = undefined;
  trial.server.tokens.set(TOKEN, { account: ACTIONS_BOT });
  const forbidden = await trial.upload(['scan.sarif']);
  assert.equal(forbidden.code, 1);
  assert.match(
    forbidden.err,
    /^error: GitHub did not take the results: Resource not accessible by integration \(403\)\n {2}help: The token needs `security-events: write` \(GitHub names: security_events=write\)/,
  );
  const elsewhere = await trial.upload(['scan.sarif', '--repo', 'octo-org/gone']);
  assert.equal(elsewhere.code, 1);
  assert.match(
    elsewhere.err,
    /Not Found \(404\)\n {2}help: See whether octo-org\/gone is the right repository/,
  );
});

test('on a pull request from a fork, whose token may only read, nothing is sent and nothing fails', async () => {
  trial.server.tokens.set(TOKEN, { account: ACTIONS_BOT });
  const { code, err } = await trial.upload(['scan.sarif'], trial.work.workflow(7, FROM_FORK));
  assert.equal(code, 0);
  assert.equal(
    unfenced(err),
    'notice: code scanning was told nothing, as the pull request is from a fork: GitHub did not take the results: Resource not accessible by integration (403)\n',
  );
  assert.deepEqual(trial.server.uploads, []);
});

for (const [what, text, message] of [
  [
    'cut off',
    '{"version":"2.1.0","runs":[{"tool":',
    'error[sarif-unreadable]: The file ends in the middle: whoever wrote it was stopped, or the disk was full\n  --> bad.sarif:1:36',
  ],
  ['not JSON', '{"version":\n  secret}', 'error[sarif-unreadable]: This is not JSON\n  --> bad.sarif:2:3'],
  ['empty', '\n', 'error[sarif-unreadable]: The file is empty\n  --> bad.sarif'],
  [
    'something else',
    '{"findings":[]}',
    'error[sarif-unreadable]: This is JSON and not SARIF: it has neither version nor runs\n  --> bad.sarif:1:1',
  ],
  [
    'of another version',
    '{"version":"1.0.0","runs":[]}',
    "error[sarif-version]: This is SARIF '1.0.0', and GitHub takes 2.1.0 alone\n  --> bad.sarif:1:12",
  ],
  [
    'without a scan',
    '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Toy"}}}]}',
    'error[sarif-without-results]: The run of Toy has no results, not even an empty list: the scan did not finish\n  --> bad.sarif:1:28',
  ],
] as const)
  test(`a file that is ${what} ends with 2, with its place, and nothing is sent`, async () => {
    trial.work.checkout.write('bad.sarif', text);
    const { code, err } = await trial.upload(['scan.sarif', 'bad.sarif']);
    assert.equal(code, 2);
    assert.equal(err.slice(0, message.length + 1), `${message}\n`);
    assert.ok(!err.includes('secret'));
    assert.deepEqual(trial.server.requests, []);
  });

test('two runs of one tool and category are refused before anything is sent', async () => {
  trial.work.checkout.write('other.sarif', sarif({ results: [] }));
  const { code, err } = await trial.upload(['scan.sarif', 'other.sarif']);
  assert.equal(code, 2);
  assert.equal(
    err,
    `error[sarif-same-category]: There is a second run of Toy without a category, and GitHub keeps one of them
  --> other.sarif
note: The first one is in this file
  --> scan.sarif
help: Upload them one by one, each with a --category of its own.

1 error
`,
  );
  assert.deepEqual(trial.server.requests, []);
});

test('names of tools and rules give neither terminal nor runner an order', async () => {
  const name = 'Toy\u001b[2J\n::add-mask::x ##[warning]';
  trial.work.checkout.write('hostile.sarif', sarif({ name, results: [] }));
  const { code, out } = await trial.upload(['hostile.sarif', '--wait', '0'], trial.work.workflow(7));
  assert.equal(code, 0);
  const [open, line, close] = out.split('\n');
  assert.match(open ?? '', /^::stop-commands::[0-9a-f]{32}$/);
  assert.match(
    line ?? '',
    /^✓ hostile\.sarif: sent 0 results of Toy ⏎ ::add-mask::x ##\[warning\] to octo-org/,
  );
  assert.equal(close, `::${(open ?? '').slice('::stop-commands::'.length)}::`);
  const json = await trial.upload(['hostile.sarif', '--wait', '0', '--json'], trial.work.workflow(7));
  assert.ok(!json.out.includes('##['));
  assert.equal(
    (JSON.parse(json.out) as { uploads: { runs: { tool: string }[] }[] }).uploads[0]?.runs[0]?.tool,
    name,
  );
});

for (const [what, args, message] of [
  [
    'a ref in short',
    ['--ref', 'main'],
    "error: 'main' is no full name of a ref\n  help: Write it like refs/heads/main, refs/tags/v1.0.0, refs/pull/7/head or refs/pull/7/merge.\n",
  ],
  [
    'a commit that is none',
    ['--commit', 'abc'],
    "error: 'abc' is no whole id of a commit\n  help: Write all of its 40 digits.\n",
  ],
  [
    'an empty category',
    ['--category', ' '],
    'error: the category is empty\n  help: Leave --category away, or name one.\n',
  ],
] as const)
  test(`wrong usage, ${what}, is told and ends with 2`, async () => {
    const { code, err } = await trial.upload(['scan.sarif', ...args]);
    assert.deepEqual({ code, err }, { code: 2, err: message });
    assert.deepEqual(trial.server.requests, []);
  });
