import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { delimiter } from 'node:path';
import { test } from 'node:test';
import { FROM_FORK, TOKEN, UploadTrial, unfenced } from '../support/github-checkout.ts';
import { ACTIONS_BOT, GithubServer, problem, SOMEBODY } from '../support/github-server.ts';

const trial = new UploadTrial('comment', () => ({ 'body.md': '## Findings\n\nnone\n' }));

test('three runs leave one comment among 250 others, and the forged one alone', async () => {
  for (let count = 0; count < 249; count++) trial.server.addComment(7, SOMEBODY, `Comment ${count}`);
  const forged = `<!-- lockstep-report key="findings" content="${'0'.repeat(32)}" -->\nAll is well, merge me\n`;
  trial.server.comments.splice(120, 0, trial.server.addComment(7, SOMEBODY, forged));
  trial.server.comments.pop();
  const env = trial.work.workflow(7);

  const first = await trial.upload(['body.md', '--key', 'findings'], env);
  assert.equal(first.code, 0, first.err);
  assert.equal(trial.server.comments.length, 251);
  const own = trial.server.comments.filter(({ user }) => user === ACTIONS_BOT);
  assert.equal(own.length, 1);
  assert.match(
    own[0]?.body ?? '',
    /^<!-- lockstep-report key="findings" content="[0-9a-f]{32}" -->\n## Findings\n\nnone\n$/,
  );
  assert.equal(
    unfenced(first.err),
    `Wrote a comment on #7: https://github.com/octo-org/octo-repo/pull/7#issuecomment-${own[0]?.id}\n`,
  );

  trial.server.requests.length = 0;
  const second = await trial.upload(['body.md', '--key', 'findings'], env);
  assert.match(second.err, /Nothing has changed in the comment on #7/);
  assert.deepEqual(trial.server.asked, [
    'POST /graphql',
    ...Array<string>(3).fill('GET /repos/octo-org/octo-repo/issues/7/comments'),
  ]);

  trial.work.checkout.write('body.md', '## Findings\n\nCVE-2026-0001\n');
  const third = await trial.upload(['body.md', '--key', 'findings'], env);
  assert.match(third.err, /Brought the comment up to date on #7/);
  assert.equal(trial.server.comments.length, 251);
  assert.match(own[0]?.body ?? '', /CVE-2026-0001/);
  assert.equal(trial.server.comments.find(({ body }) => body.includes('merge me'))?.body, forged);
});

test('what report summary wrote needs no key, and another key is another comment', async () => {
  trial.server.addComment(
    7,
    ACTIONS_BOT,
    `<!-- lockstep-report key="other" content="${'1'.repeat(32)}" -->\nother\n`,
  );
  trial.work.checkout.write(
    'body.md',
    `<!-- lockstep-report key="ci" content="${'2'.repeat(32)}" -->\nall is well\n`,
  );
  const { code, out } = await trial.upload(['body.md', '--pr', '7', '--json']);
  assert.equal(code, 0);
  const { outcome, key, pullRequest, repository } = JSON.parse(out) as Record<string, unknown>;
  assert.deepEqual(
    { outcome, key, pullRequest, repository },
    { outcome: 'created', key: 'ci', pullRequest: 7, repository: 'octo-org/octo-repo' },
  );
  assert.equal(trial.server.comments.length, 2);
});

test('two runs at the same time leave one comment, the older one, with what was said last', async () => {
  // The other run has looked before either has written, and writes between our looking and our writing.
  trial.server.misbehave = ({ request }) => {
    if (request.method === 'POST' && request.path.endsWith('/comments') && trial.server.comments.length === 0)
      trial.server.addComment(
        7,
        ACTIONS_BOT,
        `<!-- lockstep-report key="findings" content="${'3'.repeat(32)}" -->\nof the other run\n`,
      );
    return false;
  };
  const { code, err } = await trial.upload(['body.md', '--key', 'findings', '--pr', '7']);
  assert.equal(code, 0, err);
  assert.match(err, /^Wrote a comment on #7 \(1 of the same key taken away\)/);
  assert.deepEqual(
    trial.server.comments.map(({ body }) => body.split('\n')[1]),
    ['## Findings'],
  );
});

test('a comment that was deleted while it was read is written anew', async () => {
  trial.server.addComment(
    7,
    ACTIONS_BOT,
    `<!-- lockstep-report key="findings" content="${'5'.repeat(32)}" -->\nold\n`,
  );
  trial.server.misbehave = ({ request }) => {
    if (request.method === 'PATCH') trial.server.comments.length = 0;
    return false;
  };
  const { code, err } = await trial.upload(['body.md', '--key', 'findings', '--pr', '7']);
  assert.equal(code, 0, err);
  assert.match(err, /^Wrote a comment on #7/);
  assert.equal(trial.server.comments.length, 1);
});

test('the same login with another number is somebody else', async () => {
  const before = `<!-- lockstep-report key="findings" content="${'4'.repeat(32)}" -->\n`;
  trial.server.addComment(7, { ...ACTIONS_BOT, id: 5 }, before);
  await trial.upload(['body.md', '--key', 'findings', '--pr', '7']);
  assert.deepEqual(
    trial.server.comments.map(({ user }) => user.id),
    [5, ACTIONS_BOT.id],
  );
  assert.equal(trial.server.comments[0]?.body, before);
});

test('a token that may only read: the comment stands on the page of the step, and the exit code is 0', async () => {
  trial.server.tokens.set(TOKEN, { account: ACTIONS_BOT });
  const summary = `${trial.work.checkout.path}/summary.md`;
  const env = { ...trial.work.workflow(7, FROM_FORK), GITHUB_STEP_SUMMARY: summary };
  const { code, out, err } = await trial.upload(['body.md', '--key', 'findings'], env);
  assert.equal(code, 0);
  assert.equal(out, '');
  assert.equal(
    unfenced(err),
    `notice: no comment was written, it stands on the page of the step: GitHub did not take the comment: Resource not accessible by integration (403)
  help: The token needs \`pull-requests: write\` (GitHub names: issues=write; pull_requests=write), a classic one the scope \`repo\`. In GitHub Actions it is the job's \`permissions\`; runs of pull requests from forks only read, whatever is written there.
`,
  );
  assert.match(trial.work.checkout.read('summary.md'), /## Findings\n\nnone/);
  assert.deepEqual(trial.server.comments, []);
});

test('a fork on CircleCI has no token: the comment is printed, and can give the terminal no orders', async () => {
  trial.work.checkout.write('body.md', '## Findings\u001b]0;owned\u0007 in \u202etxt.exe\n');
  const env = {
    CIRCLECI: 'true',
    CIRCLE_PR_NUMBER: '9',
    CIRCLE_SHA1: trial.work.head,
    CIRCLE_BRANCH: 'pull/9',
    GITHUB_TOKEN: '',
  };
  const { code, out, err } = await trial.upload(['body.md', '--key', 'findings'], env);
  assert.equal(code, 0);
  assert.match(out, /\n## Findings in \ufffdtxt\.exe\n$/);
  assert.equal(
    err,
    'notice: no comment was written, it stands above: there is no token: the pull request is from a fork\n',
  );
  assert.deepEqual(trial.server.requests, []);
});

test('the pull request is looked up by its head, and none is no fault', async () => {
  const env = { CIRCLECI: 'true', CIRCLE_SHA1: trial.work.head, CIRCLE_BRANCH: 'feature' };
  trial.server.pulls.push({ number: 3, state: 'open', head: '0'.repeat(40), commits: [trial.work.head] });
  trial.server.pulls.push({ number: 4, state: 'closed', head: trial.work.head, commits: [trial.work.head] });
  const none = await trial.upload(['body.md', '--key', 'findings'], env);
  assert.equal(none.code, 0);
  assert.equal(
    none.err,
    'no open pull request is known for this commit: nothing was written. Name one with --pr, if there is one.\n',
  );
  trial.server.pulls.push({ number: 12, state: 'open', head: trial.work.head, commits: [trial.work.head] });
  const found = await trial.upload(['body.md', '--key', 'findings'], env);
  assert.match(found.err, /^Wrote a comment on #12/);
});

test('a server that is down for a moment and a limit of requests are waited for', async () => {
  trial.server.misbehave = ({ request, nth, say }) => {
    if (request.method === 'GET' && nth === 1) return say(502, undefined);
    if (request.method === 'POST' && request.path.endsWith('/comments') && nth === 1)
      return say(403, problem('You have exceeded a secondary rate limit. Please wait a few minutes.'), {
        'retry-after': '1',
      });
    return false;
  };
  const { code, err } = await trial.upload(['body.md', '--key', 'findings', '--pr', '7']);
  assert.equal(code, 0);
  assert.match(
    err,
    /^GitHub: it answered 502; trying again in 1 s\nGitHub: secondary rate limit; trying again in 1 s\nWrote a comment on #7/,
  );
  assert.equal(trial.server.comments.length, 1);
});

test('a limit that lasts longer than patience is told with its end', async () => {
  const reset = Math.floor(Date.now() / 1000) + 1_800;
  trial.server.misbehave = ({ say }) =>
    say(403, problem('API rate limit exceeded for installation.'), {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(reset),
    });
  const { code, err } = await trial.upload(['body.md', '--key', 'findings', '--pr', '7']);
  assert.equal(code, 1);
  assert.match(
    err,
    /^error: GitHub takes no more requests for 3\d min: API rate limit exceeded for installation\. - https/,
  );
});

test('a body that is too long is cut, told, and what was open is closed', async () => {
  const table = Array.from({ length: 9_000 }, (_, index) => `| CVE-2026-${index} | high |`).join('\n');
  trial.work.checkout.write(
    'body.md',
    `<details><summary>All</summary>\n\n\`\`\`text\n${table}\n\`\`\`\n</details>\n`,
  );
  const { code, err } = await trial.upload(['body.md', '--key', 'findings', '--pr', '7']);
  assert.equal(code, 0, err);
  const [, cut] = /^warning: (\d+) lines do not fit in a comment and are left out\n/.exec(err) ?? [];
  const body = trial.server.comments[0]?.body ?? '';
  assert.ok(body.length < 65_536);
  assert.ok(
    body.endsWith(
      `| high |\n\`\`\`\n\n</details>\n\n_The last ${cut} of 9005 lines are left out: a comment on GitHub holds no more._\n`,
    ),
    body.slice(-300),
  );
});

test('hostile words of GitHub and hostile names give no orders to the runner', async () => {
  trial.server.misbehave = ({ say }) => say(422, problem('no\n::error::pwned\u001b[2J ##[add-path]/evil'));
  const { code, out, err } = await trial.upload(['body.md', '--key', 'findings'], trial.work.workflow(7));
  assert.equal(code, 1);
  assert.equal(out, '');
  const [open, line, close] = err.split('\n');
  const token = /^::stop-commands::([0-9a-f]{32})$/.exec(open ?? '')?.[1];
  assert.ok(token !== undefined, err);
  assert.equal(line, 'error: GitHub did not show the comments: no ⏎ ::error::pwned ##[add-path]/evil (422)');
  assert.equal(close, `::${token}::`);
});

test('a page or a redirection that leads elsewhere is not followed with the token', async () => {
  const other = await GithubServer.start();
  const elsewhere = other.url.replace('127.0.0.1', 'localhost');
  try {
    trial.server.misbehave = ({ request, say }) =>
      request.method === 'GET' && say(200, [], { link: `<${elsewhere}/steal?page=2>; rel="next"` });
    const paged = await trial.upload(['body.md', '--key', 'findings', '--pr', '7']);
    assert.equal(paged.code, 1);
    assert.match(
      paged.err,
      /^error: GitHub did not show the comments: .*it leads to localhost:\d+, which is not the API that was asked\n$/,
    );
    trial.server.misbehave = ({ request, say }) =>
      request.method === 'GET' && say(307, undefined, { location: `${elsewhere}/steal` });
    assert.equal((await trial.upload(['body.md', '--key', 'findings', '--pr', '7'])).code, 1);
    assert.deepEqual(other.requests, []);
  } finally {
    await other.close();
  }
});

test('a repository that was renamed is followed, also by what is written', async () => {
  trial.server.misbehave = ({ request, response }) => {
    if (!request.path.startsWith('/repos/octo-org/old-name/')) return false;
    const location = request.path.replace('/repos/octo-org/old-name/', '/repos/octo-org/octo-repo/');
    response.writeHead(request.method === 'GET' ? 301 : 307, { location }).end();
    return true;
  };
  const { code, err } = await trial.upload([
    'body.md',
    '--key',
    'findings',
    '--pr',
    '7',
    '--repo',
    'octo-org/old-name',
  ]);
  assert.equal(code, 0, err);
  assert.deepEqual(
    trial.server.comments.map(({ pull }) => pull),
    [7],
  );
});

for (const [what, args, env, message] of [
  [
    'no key',
    ['body.md'],
    {},
    'error: a comment needs a key, by which it is found again\n  help: Give it one: --key findings.\n',
  ],
  ['no file', ['gone.md', '--key', 'a'], {}, 'error: there is no file gone.md\n'],
  [
    'a wrong key',
    ['body.md', '--key', '--><b>'],
    {},
    "error: '--><b>' is no key\n  help: Letters, digits, points, dashes and underscores, 100 at most.\n",
  ],
  [
    'a wrong repository',
    ['body.md', '--key', 'a', '--repo', '../..'],
    {},
    "error: '../..' is no repository\n  help: Write it as owner/name: --repo octo-org/octo-repo.\n",
  ],
  [
    'no token',
    ['body.md', '--key', 'a'],
    { GITHUB_TOKEN: '' },
    'error: there is no token to ask GitHub with\n  help: Set GITHUB_TOKEN (in a workflow: ${{ github.token }}, with `permissions: pull-requests: write`) or GH_TOKEN, or run `gh auth login`.\n',
  ],
  [
    'no token but something else',
    ['body.md', '--key', 'a'],
    { GITHUB_TOKEN: `${TOKEN}\n${TOKEN}` },
    'error: the value of GITHUB_TOKEN is no token: there are characters in it that none has\n  help: Set it to the token and nothing else.\n',
  ],
  [
    'a token in the clear',
    ['body.md', '--key', 'a'],
    { GITHUB_API_URL: 'http://github.example.com/api/v3' },
    'error: GITHUB_API_URL is not https, and a token would be sent in the clear\n  help: Write it like https://api.github.com or https://github.example.com/api/v3.\n',
  ],
] as const)
  test(`wrong usage, ${what}, is told and ends with 2`, async () => {
    const { code, out, err } = await trial.upload(args, env);
    assert.deepEqual({ code, out, err }, { code: 2, out: '', err: message });
    assert.deepEqual(trial.server.requests, []);
  });

test('without variables the token is the one that gh knows, for the host that is asked', {
  skip: process.platform === 'win32',
}, async () => {
  const path = `${trial.work.checkout.path}/bin`;
  const gh = `#!/bin/sh\n[ "$*" = 'auth token --hostname 127.0.0.1' ] && echo ${TOKEN}\n`;
  trial.work.checkout.write('bin/gh', gh);
  chmodSync(`${path}/gh`, 0o755);
  const env = { GITHUB_TOKEN: '', PATH: `${path}${delimiter}${process.env.PATH}` };
  const { code, err } = await trial.upload(['body.md', '--key', 'a', '--pr', '7'], env);
  assert.equal(code, 0, err);
  assert.equal(trial.server.comments.length, 1);
});

test('a token that is not accepted says where it came from', async () => {
  const { code, err } = await trial.upload(['body.md', '--key', 'a', '--pr', '7'], {
    GITHUB_TOKEN: '',
    GH_TOKEN: 'ghp_expired',
  });
  assert.equal(code, 1);
  assert.equal(
    err,
    'error: GitHub did not show the comments: Bad credentials (401)\n  help: The token from GH_TOKEN is wrong or has run out: give another one in GITHUB_TOKEN or GH_TOKEN, or run `gh auth login`.\n',
  );
});

test('a pull request that is not there is told', async () => {
  trial.server.misbehave = ({ request, say }) =>
    request.path.includes('/issues/404/') && say(404, problem('Not Found'));
  const { code, err } = await trial.upload(['body.md', '--key', 'a', '--pr', '404']);
  assert.equal(code, 1);
  assert.match(
    err,
    /^error: GitHub did not show the comments: Not Found \(404\)\n {2}help: See whether octo-org\/octo-repo is the right repository/,
  );
});
