// What `lockstep upload` asks GitHub, and what the tests' server answers, against GitHub's own OpenAPI description.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Ajv from 'ajv';
import { lockstep, mustRun, npmPackages, root, temporaryFolder } from './support/workbench.mjs';

const TOKEN = 'ghs_interop';
/** Any route can answer so (docs.github.com, "Troubleshooting the REST API"), and the description does not repeat it everywhere. */
const ANYWHERE = new Set([401, 403, 404]);

export default {
  name: "GitHub's API: requests and answers, @octokit/openapi",
  needs: () => undefined,
  run: async ({ check, skip }) => {
    const { folder, reason } = await npmPackages('octokit-openapi', ['@octokit/openapi@23.0.2']);
    if (folder === undefined) return skip('all of it', reason);
    const file = join(folder, 'node_modules/@octokit/openapi/generated/api.github.com.json');
    const description = describe(JSON.parse(readFileSync(file, 'utf8')));
    await mustRun(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']);
    const module = join(root, 'build/test/support/github-server.js');
    const { ACTIONS_BOT, GithubServer } = await import(pathToFileURL(module).href);
    const server = await GithubServer.start();
    try {
      // The teams of GitHub's own example lack what its schema asks for.
      server.pullTemplate = { ...description.example('pull-request-simple-items')[0], requested_teams: [] };
      await exercise(server, ACTIONS_BOT);
      const answers = [...server.answers, ...(await publishRelease(description))];
      const routes = new Map();
      for (const { request, status, body } of answers) {
        const operation = description.operation(request.method, request.path.split('?')[0]);
        if (operation === undefined) assert.equal(request.path, '/graphql', 'a route that is not described');
        else
          routes.set(operation.name, [
            ...(routes.get(operation.name) ?? []),
            { operation, request, status, body },
          ]);
      }
      assert.ok(routes.size >= 20, [...routes.keys()].join('\n'));
      for (const [name, exchanges] of [...routes].sort()) {
        await check(`${name}: ${exchanges.length} requests are as described`, () => {
          for (const { operation, request } of exchanges) description.checkRequest(operation, request);
        });
        const statuses = [...new Set(exchanges.map(({ status }) => status))].sort();
        await check(
          `${name}: the answers of the tests' server, ${statuses.join(', ')}, are as described`,
          () => {
            for (const { operation, status, body } of exchanges)
              description.checkAnswer(operation, status, body);
          },
        );
      }
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

/** The description, as schemas for ajv. */
function describe(openapi) {
  nullableAsType(openapi);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'openapi', components: openapi.components });
  const resolve = (value) =>
    value?.$ref === undefined
      ? value
      : value.$ref
          .slice(2)
          .split('/')
          .reduce((at, key) => at[key], openapi);
  const compiled = new Map();
  const mustFit = (schema, data, what) => {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/');
    if (!compiled.has(text)) compiled.set(text, ajv.compile(JSON.parse(text)));
    const validate = compiled.get(text);
    assert.ok(validate(data), `${what}: ${ajv.errorsText(validate.errors).slice(0, 1000)}`);
  };
  const operations = Object.entries(openapi.paths).flatMap(([path, methods]) => {
    // A ref has slashes in it: `tags/v1.2.0`.
    const pattern = new RegExp(`^${path.replaceAll('{ref}', '(.+)').replace(/\{\w+\}/g, '([^/]+)')}$`);
    return Object.entries(methods).map(([method, of]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      pattern,
      of,
    }));
  });
  return {
    example: (name) => openapi.components.examples[name].value,
    operation: (method, path) => operations.find((one) => one.method === method && one.pattern.test(path)),
    checkRequest({ name, pattern, of }, { path, body }) {
      const parameters = (of.parameters ?? []).map(resolve);
      const [route, query = ''] = path.split('?');
      const values = pattern.exec(route).slice(1);
      const ofPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, key]) => key);
      const given = [
        ...ofPath.map((key, index) => [key, decodeURIComponent(values[index])]),
        ...new URLSearchParams(query),
      ];
      for (const [key, value] of given) {
        const parameter = parameters.find((one) => one.name === key);
        assert.ok(parameter !== undefined, `${name}: the parameter ${key} is not described`);
        const type = resolve(parameter.schema).type;
        mustFit(parameter.schema, type === 'integer' ? Number(value) : value, `${name}, ${key}`);
      }
      const content = of.requestBody?.content?.['application/json'];
      if (content === undefined) assert.equal(body, undefined, `${name}: no body is described`);
      else mustFit(content.schema, body, `${name}, body`);
    },
    checkAnswer({ name, of }, status, body) {
      const response = resolve(of.responses[status]);
      if (response === undefined) {
        assert.ok(ANYWHERE.has(status), `${name}: ${status} is not described`);
        if (body !== undefined)
          mustFit({ $ref: '#/components/schemas/basic-error' }, body, `${name}, ${status}`);
        return;
      }
      const schema = response.content?.['application/json']?.schema;
      if (schema === undefined) assert.equal(body, undefined, `${name}, ${status}: no body is described`);
      else mustFit(schema, body, `${name}, ${status}`);
    },
  };
}

/** OpenAPI 3.0 has a word of its own for what may be null (spec.openapis.org/oas/v3.0.3, "Schema Object", `nullable`). */
function nullableAsType(value) {
  if (typeof value !== 'object' || value === null) return;
  for (const child of Object.values(value)) nullableAsType(child);
  if (value.nullable !== true) return;
  delete value.nullable;
  if (typeof value.type === 'string') value.type = [value.type, 'null'];
  if (Array.isArray(value.enum) && !value.enum.includes(null)) value.enum.push(null);
  for (const key of ['oneOf', 'anyOf', 'allOf'])
    if (Array.isArray(value[key]))
      value[key] = key === 'allOf' ? value[key] : [...value[key], { type: 'null' }];
}
