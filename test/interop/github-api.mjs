// What `lockstep upload` asks GitHub, and what the tests' server answers, against GitHub's own OpenAPI description.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkExchanges, githubDescription } from './support/openapi.mjs';
import { lockstep, mustRun, root, temporaryFolder } from './support/workbench.mjs';

const TOKEN = 'ghs_interop';
export default {
  name: "GitHub's API: requests and answers, @octokit/openapi",
  needs: () => undefined,
  run: async ({ check, skip }) => {
    const { description, reason } = await githubDescription();
    if (description === undefined) return skip('all of it', reason);
    await mustRun(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']);
    const module = join(root, 'build/test/support/github-server.js');
    const { ACTIONS_BOT, GithubServer } = await import(pathToFileURL(module).href);
    const server = await GithubServer.start();
    try {
      // The teams of GitHub's own example lack what its schema asks for.
      server.pullTemplate = { ...description.example('pull-request-simple-items')[0], requested_teams: [] };
      await exercise(server, ACTIONS_BOT);
      const answers = [...server.answers, ...(await publishRelease(description))];
      await checkExchanges({ check, description, fewest: 20 }, answers);
    } finally {
      await server.close();
    }
  },
};

/** Every request that there is, and refusals of each kind. */
async function exercise(server, bot) {
  const cwd = temporaryFolder('github-api');
  const git = (...args) =>
    mustRun('git', ['-c', 'user.name=i', '-c', 'user.email=i@example.com', ...args], { cwd });
  await git('init', '--quiet', '--initial-branch=main');
  mkdirSync(join(cwd, 'src'));
  writeFileSync(join(cwd, 'src/a.ts'), 'one\n');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'as it is');
  const head = (await git('rev-parse', 'HEAD')).stdout.trim();
  const uri = pathToFileURL(join(cwd, 'src/a.ts')).href;
  const result = {
    ruleId: 'R',
    message: { text: 'bad' },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } }],
  };
  writeFileSync(
    join(cwd, 'scan.sarif'),
    JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'Toy' } }, results: [result] }] }),
  );
  writeFileSync(join(cwd, 'body.md'), 'all is well\n');
  const env = {
    GITHUB_API_URL: server.url,
    GITHUB_TOKEN: TOKEN,
    GITHUB_REPOSITORY: server.repository,
    GITHUB_ACTIONS: undefined,
    GITHUB_STEP_SUMMARY: undefined,
  };
  const upload = async (code, ...args) => {
    const ended = await lockstep(['upload', ...args], { cwd, env });
    assert.equal(ended.code, code, ended.stderr);
  };
  const rights = { account: bot, comments: true, codeScanning: true };
  server.tokens.set(TOKEN, rights);
  server.pulls.push({ number: 7, state: 'open', head, commits: [head] });
  const comment = ['comment', 'body.md', '--key', 'k'];
  await upload(0, ...comment);
  await upload(0, ...comment, '--pr', '7');
  writeFileSync(join(cwd, 'body.md'), 'all is not well\n');
  server.addComment(7, bot, server.comments[0].body);
  await upload(0, ...comment);
  assert.equal(server.comments.length, 1);
  server.statuses = [{ processing_status: 'pending' }, { processing_status: 'complete' }];
  await upload(0, 'sarif', 'scan.sarif');
  assert.ok(server.uploads[0].checkout.startsWith('file:///'), 'the checkout is named');
  server.statuses = [{ processing_status: 'failed', errors: ['rejecting SARIF'] }];
  await upload(1, 'sarif', 'scan.sarif', '--category', 'a/b');
  server.tokens.set(TOKEN, { account: bot });
  await upload(1, 'sarif', 'scan.sarif');
  server.comments.length = 0;
  await upload(0, ...comment);
  server.tokens.clear();
  await upload(1, 'sarif', 'scan.sarif');
}

/** A release from its draft to its recall, and a tap that is asked by its workflow: everything that channels ask GitHub, and what the stand-in says. */
async function publishRelease(description) {
  const load = (path) => import(pathToFileURL(join(root, 'build', path)).href);
  const { GithubStandIn } = await load('src/release/rehearsal/servers/github-server.js');
  const { GithubChannel } = await load('src/release/channels/github/github-channel.js');
  const { dispatchToTap } = await load('src/release/channels/tap/dispatch-to-tap.js');
  const { GithubApi } = await load('src/release/channels/github/github-api.js');
  const { ChannelServer } = await load('src/release/channels/channel-server.js');
  const { LoopbackServer } = await load('src/platform/loopback-server.js');
  const { releaseSurroundings } = await load('test/support/release-surroundings.js');
  const github = new GithubStandIn('octo-org/octo-repo');
  github.tokens.add(TOKEN);
  // GitHub's own example lacks what its schema asks for.
  const example = description.example('full-repository-default-response');
  github.repositoryTemplate = { ...example, language: null, parent: undefined, source: undefined };
  github.dispatches.runTemplate = description.example('workflow-run');
  github.tags.set('v1.2.0', { commit: '1'.repeat(40), object: '3'.repeat(40) });
  github.showFirst(github.addRelease('v1.1.0', {}));
  const answers = [];
  const server = await LoopbackServer.start(async (request) => {
    const answer = await github.handle(request);
    const json = (headers, body) =>
      headers['content-type']?.startsWith('application/json')
        ? JSON.parse(Buffer.from(body).toString())
        : undefined;
    // Downloads are pages, and no part of the API; an asset is taken as it is.
    if (request.path.startsWith('/repos/') && request.headers.accept !== 'application/octet-stream')
      answers.push({
        request: { method: request.method, path: request.target, body: json(request.headers, request.body) },
        status: answer.status,
        body: json(answer.headers ?? {}, answer.body ?? ''),
      });
    return answer;
  });
  const signal = new AbortController().signal;
  const { url } = server;
  const files = [{ name: 'weather.tar.gz', kind: 'source', content: 'the sources' }];
  const surroundings = releaseSurroundings({ files, previous: 'v1.1.0' }, { GITHUB_TOKEN: TOKEN });
  const repository = 'octo-org/octo-repo';
  const channel = new GithubChannel({
    desired: { name: 'github', repository, title: 'weather', assets: ['weather.tar.gz'], latest: true },
    surroundings,
    endpoints: { github: { api: url, uploads: url }, git: url },
  });
  const api = new GithubApi(new ChannelServer(), {
    api: url,
    uploads: url,
    token: TOKEN,
    secret: 'T',
    now: Date.now,
  });
  try {
    const [draft] = (await channel.observe(signal)).steps;
    await draft.run(signal);
    // Half an asset, which is taken away; the state `starter` stands in GitHub's words alone, and not in its description.
    github.addAsset(github.releases[1], 'weather.tar.gz', Buffer.from('half'), 'open');
    for (const step of (await channel.observe(signal)).steps) await step.run(signal);
    github.isPrivate = true;
    assert.equal((await channel.verify(signal)).state, 'verified');
    const { manifest } = surroundings;
    const tap = { repository, branch: 'main', path: 'Formula/weather.rb', message: 'weather 1.2.0' };
    for (const desired of [tap, { ...tap, workflow: 'update.yml' }])
      await dispatchToTap({ desired, manifest, content: Buffer.from('x') }, { api, surroundings, signal });
    const { steps } = await channel.recall(signal);
    for (const step of steps) await step.run(signal);
    const again = await channel.recall(signal);
    for (const step of again.steps) await step.run(signal);
    github.tokens.clear();
    await assert.rejects(channel.observe(signal));
  } finally {
    await server.close();
  }
  return answers;
}
