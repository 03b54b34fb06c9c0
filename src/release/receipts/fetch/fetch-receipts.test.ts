import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import {
  type LoopbackAnswer,
  type LoopbackRequest,
  LoopbackServer,
} from '../../../platform/loopback-server.ts';
import { ChannelServer } from '../../channels/channel-server.ts';
import { circleciReceipts } from './circleci-receipts.ts';
import { githubReceipts } from './github-receipts.ts';

const COMMIT = 'c'.repeat(40);
const { signal } = new AbortController();
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A server that answers by method and target, and what it was asked, with the authorization. */
async function serve(
  answers: (request: LoopbackRequest) => LoopbackAnswer,
): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = await LoopbackServer.start((request) => {
    asked.push(`${request.target} ${request.headers.authorization ?? 'as nobody'}`);
    return answers(request);
  });
  open.push(server);
  return { url: server.url, asked };
}

function client(): ChannelServer {
  const server = new ChannelServer();
  open.push(server);
  return server;
}

const json = (data: unknown): LoopbackAnswer => ({ status: 200, body: JSON.stringify(data) });
const MISSING: LoopbackAnswer = { status: 404, body: '{"message":"Not Found"}' };

test('receipts are in artifacts of the runs of a push; their archives are elsewhere, and no token goes there', async () => {
  const archive = zipSync({
    'unit@linux.github.7.1.sigstore.json': strToU8('{"unit":1}'),
    'deep/in/lint@linux.github.7.1.sigstore.json': strToU8('{"lint":1}'),
    'readme.txt': strToU8('no receipt'),
  });
  const storage = await serve(() => ({ status: 200, body: archive }));
  const github = await serve(({ path, query }) => {
    if (path === '/repos/acme/weather/actions/runs')
      return json({
        total_count: 101,
        workflow_runs:
          query.get('page') === '1'
            ? Array.from({ length: 100 }, (_, at) => ({ id: at + 1 }))
            : [{ id: 101 }],
      });
    if (path === '/repos/acme/weather/actions/runs/101/artifacts')
      return json({
        total_count: 3,
        artifacts: [
          { id: 5, name: 'lockstep-receipts-ci', expired: false },
          { id: 6, name: 'lockstep-receipts-old', expired: true },
          { id: 7, name: 'coverage', expired: false },
        ],
      });
    if (path.endsWith('/artifacts')) return json({ total_count: 0, artifacts: [] });
    if (path === '/repos/acme/weather/actions/artifacts/5/zip')
      return { status: 302, headers: { location: `${storage.url}/5.zip?sig=x` } };
    return MISSING;
  });
  const source = githubReceipts('acme/weather', { server: client(), api: github.url, token: 'secret' });
  assert.deepEqual(await source.fetch(COMMIT, signal), [
    { name: 'unit@linux.github.7.1.sigstore.json', text: '{"unit":1}' },
    { name: 'lint@linux.github.7.1.sigstore.json', text: '{"lint":1}' },
  ]);
  assert.equal(
    github.asked[0],
    `/repos/acme/weather/actions/runs?event=push&head_sha=${COMMIT}&per_page=100&page=1 Bearer secret`,
  );
  assert.deepEqual(storage.asked, ['/5.zip?sig=x as nobody']);
});

test('an archive whose names lead out of it is refused', async () => {
  const github = await serve(({ path }) => {
    if (path.endsWith('/runs')) return json({ workflow_runs: [{ id: 1 }] });
    if (path.endsWith('/zip'))
      return { status: 200, body: zipSync({ '../unit.sigstore.json': strToU8('{}') }) };
    return json({ artifacts: [{ id: 5, name: 'lockstep-receipts-ci', expired: false }] });
  });
  const source = githubReceipts('acme/weather', { server: client(), api: github.url, token: undefined });
  await assert.rejects(source.fetch(COMMIT, signal), {
    message: 'artifact 5 of acme/weather on GitHub Actions is no archive that can be read',
  });
});

test('a token that may not read Actions is told what it lacks', async () => {
  const github = await serve(() => ({
    status: 403,
    body: '{"message":"Resource not accessible by integration"}',
  }));
  const source = githubReceipts('acme/weather', { server: client(), api: github.url, token: 'secret' });
  await assert.rejects(source.fetch(COMMIT, signal), {
    name: 'ChannelRefusal',
    kind: 'person',
    message:
      'asking acme/weather on GitHub Actions for runs was answered with 403: {"message":"Resource not accessible by integration"}',
    remedy:
      'The token must be allowed to read Actions: permissions: { actions: read }. It is in GITHUB_TOKEN.',
  });
});

test('on CircleCI they are in artifacts of the job that writes them, in pipelines of the commit, page after page', async () => {
  const answers: Record<string, unknown> = {
    '/api/v2/project/circleci/org/prj/pipeline?branch=main': {
      items: [{ id: 'other', vcs: { revision: 'd'.repeat(40) } }],
      next_page_token: 'two',
    },
    '/api/v2/project/circleci/org/prj/pipeline?branch=main&page-token=two': {
      items: [{ id: 'p1', vcs: { revision: COMMIT } }],
      next_page_token: null,
    },
    '/api/v2/pipeline/p1/workflow': { items: [{ id: 'w1' }], next_page_token: null },
    '/api/v2/workflow/w1/job': {
      items: [
        { name: 'unit', status: 'success', job_number: 8 },
        { name: 'lockstep-receipts-ci', status: 'success', job_number: 9 },
        { name: 'approve-receipts', status: 'on_hold' },
      ],
      next_page_token: null,
    },
    '/files/unit@linux.circleci.w1.1.sigstore.json': { unit: 1 },
  };
  const circle = await serve(({ target, path }) => {
    if (path === '/api/v2/project/circleci/org/prj/9/artifacts')
      return json({
        items: [
          {
            path: 'lockstep-receipts/unit@linux.circleci.w1.1.sigstore.json',
            url: `${circle.url}/files/unit@linux.circleci.w1.1.sigstore.json`,
          },
        ],
        next_page_token: null,
      });
    return target in answers ? json(answers[target]) : MISSING;
  });
  const access = { server: client(), api: circle.url, token: 'secret' };
  const source = circleciReceipts({ organization: 'org', project: 'prj', branch: 'main' }, access);
  assert.deepEqual(await source.fetch(COMMIT, signal), [
    { name: 'unit@linux.circleci.w1.1.sigstore.json', text: '{"unit":1}' },
  ]);
  assert.ok(circle.asked.every((line) => line.endsWith(` Basic ${btoa('secret:')}`)));
  assert.equal(circle.asked.length, 6);
});

test('an answer that is something else than CircleCI gives is refused, and not taken for "there is none"', async () => {
  const circle = await serve(() => ({ status: 200, body: '<html>log in</html>' }));
  const access = { server: client(), api: circle.url, token: undefined };
  const source = circleciReceipts({ organization: 'org', project: 'prj', branch: 'main' }, access);
  await assert.rejects(source.fetch(COMMIT, signal), { name: 'ChannelRefusal' });
});
