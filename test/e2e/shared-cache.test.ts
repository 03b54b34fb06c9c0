import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { HttpConnections } from '../../src/platform/http-exchange.ts';
import { CacheServer } from '../support/cache-server.ts';
import { type Checkout, type Ended, temporaryCheckouts } from '../support/lockstep-command.ts';
import { SHARED_KINDS, sharedCache } from '../support/shared-caches.ts';
import { madeResult } from '../support/stored-results.ts';

const open = temporaryCheckouts();
const servers: CacheServer[] = [];
after(async () => {
  for (const server of servers) await server.close();
});

const CONFIG = `
project: p
jobs:
  build:
    inputs: [src]
    outputs: [dist]
    steps:
      - mkdir -p dist && cat src/* > dist/all && chmod 755 dist/all && ln -sfn all dist/now && touch dist/empty
      - echo "built with $LOCKSTEP_REMOTE_CACHE_TOKEN."
  test:
    inputs: [src/test]
    needs: [build]
    steps: [cat dist/all]
`;
const FILES = { 'lockstep.config.yaml': CONFIG, 'src/a': 'a\n', 'src/test': 't\n' };
const TOKEN = 'tell-nobody-1234';

async function startServer(): Promise<CacheServer> {
  const server = await CacheServer.start();
  servers.push(server);
  return server;
}

type Variables = Readonly<Record<string, string>>;

function variables(kind: string, server: CacheServer, more: Variables = {}): Variables {
  return { LOCKSTEP_REMOTE_CACHE: `${kind}+${server.url}`, LOCKSTEP_REMOTE_CACHE_TOKEN: TOKEN, ...more };
}

/** A checkout that has just been made: the same folder, and nothing left of what was there. */
function anew(checkout: Checkout): void {
  for (const name of ['.lockstep', 'dist'])
    rmSync(join(checkout.path, name), { recursive: true, force: true });
}

async function run(checkout: Checkout, env: Variables): Promise<Ended & { readonly verdicts: Variables }> {
  const ended = await checkout.start(['run', '--json'], { env }).ended;
  const events = ended.out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { kind: string; leg: string; verdict: string });
  const finished = events.filter(({ kind }) => kind === 'job.finished');
  return {
    ...ended,
    verdicts: Object.fromEntries(finished.map(({ leg, verdict }) => [leg.split('@')[0], verdict])),
  };
}

const RAN = { build: 'passed', test: 'passed' };
const REUSED = { build: 'reused', test: 'reused' };

const github = (event: string, branch: string): Variables => ({
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_EVENT_NAME: event,
  GITHUB_REF: `refs/heads/${branch}`,
});
const MAIN = github('push', 'main');
const PULL_REQUEST = github('pull_request', 'main');

for (const kind of SHARED_KINDS)
  describe(`a shared cache (${kind})`, { skip: process.platform === 'win32' }, () => {
    it('lets a fresh checkout reuse what another one has made', async () => {
      const [checkout, server] = [open(FILES), await startServer()];
      const env = variables(kind, server, { LOCKSTEP_REMOTE_CACHE_SIGNATURE_KEY: 'the key' });
      const first = await run(checkout, env);
      assert.deepEqual([first.code, first.verdicts], [0, RAN], first.err);
      assert.match(first.err, /^shared cache http:\/\/127\S+: 0 results taken, 2 given$/m);
      anew(checkout);
      const second = await run(checkout, env);
      assert.deepEqual([second.code, second.verdicts], [0, REUSED], second.err);
      assert.match(second.err, /: 2 results taken, 0 given$/m);
      assert.equal(checkout.read('dist/now'), 'a\nt\n');
      assert.equal(checkout.read('dist/empty'), '');
      const requests = server.requests.length;
      assert.deepEqual((await run(checkout, env)).verdicts, REUSED);
      assert.equal(server.requests.length, requests, 'what is here is not asked for there');
    });

    it('never shows its token, to nobody', async () => {
      const [checkout, server] = [open(FILES), await startServer()];
      const env = variables(kind, server);
      const { code, out, err } = await checkout.start(['run'], { env }).ended;
      assert.equal(code, 0, err);
      assert.match(out, /built with \.$/m, 'a job does not see it');
      server.behaviour = ({ response, headers }) =>
        void response.writeHead(403).end(String(headers.authorization));
      anew(checkout);
      const refused = await checkout.start(['run'], { env }).ended;
      assert.equal(refused.code, 0, refused.err);
      assert.match(
        refused.err,
        /^warning: the shared cache \S+ is left alone .*: it refuses the token \(403\)$/m,
      );
      const echo = open({
        'lockstep.config.yaml': `project: p\njobs: { say: { steps: ['echo "it is ${TOKEN}"'] } }\n`,
      });
      const said = await echo.start(['run'], { env }).ended;
      assert.match(said.out, /it is \*\*\*/);
      for (const text of [out, err, refused.out, refused.err, said.out, said.err])
        assert.ok(!text.includes(TOKEN));
    });

    it('is given nothing by a pull request, which takes what main has made', async () => {
      const [checkout, server] = [open(FILES), await startServer()];
      const asked = await run(checkout, variables(kind, server, PULL_REQUEST));
      assert.deepEqual([asked.code, asked.verdicts], [0, RAN], asked.err);
      assert.ok(server.requests.every(({ method }) => method !== 'PUT'));
      anew(checkout);
      assert.deepEqual((await run(checkout, variables(kind, server, MAIN))).verdicts, RAN);
      anew(checkout);
      assert.deepEqual((await run(checkout, variables(kind, server, PULL_REQUEST))).verdicts, REUSED);
    });

    it('has nothing for main of what a person has made, and all of main for persons', async () => {
      const [checkout, server] = [open(FILES), await startServer()];
      assert.deepEqual((await run(checkout, variables(kind, server))).verdicts, RAN);
      anew(checkout);
      assert.deepEqual((await run(checkout, variables(kind, server, MAIN))).verdicts, RAN);
      anew(checkout);
      assert.deepEqual((await run(checkout, variables(kind, server))).verdicts, REUSED);
    });

    it('that is wrong about everything changes nothing', async () => {
      const [checkout, server] = [open(FILES), await startServer()];
      const env = variables(kind, server);
      await run(checkout, env);
      server.behaviour = ({ response }) => void response.writeHead(200).end('<!doctype html>');
      anew(checkout);
      const { code, verdicts, err } = await run(checkout, env);
      assert.deepEqual([code, verdicts], [0, RAN], err);
      assert.ok((err.match(/warning/g) ?? []).length <= 1, err);
    });

    it('that answers with what no job would make is not believed', async () => {
      const [checkout, server] = [open(FILES), await startServer()];
      const env = variables(kind, server);
      const plan = await checkout.start(['run', '--dry-run', '--json'], { env }).ended;
      const { now } = JSON.parse(plan.out) as { now: Record<string, { fingerprint?: string }> };
      const key = now['build@linux']?.fingerprint ?? '';
      const connections = new HttpConnections();
      const sharing = { reads: ['local'], writes: 'local' } as const;
      const evil = sharedCache(kind, { url: server.url, connections, sharing });
      for (const path of ['src/a', 'lockstep.config.yaml', 'other/file']) {
        const { result, contentOf } = madeResult('evil', { [path]: 'evil', 'dist/all': 'evil' }, { key });
        const outputs = result.outputs.filter(({ kind }) => kind === 'file');
        assert.equal(await evil.store({ ...result, outputs }, contentOf), undefined);
        anew(checkout);
        const { code, verdicts, err } = await run(checkout, { ...env, LOCKSTEP_REMOTE_CACHE_MODE: 'read' });
        assert.deepEqual([code, verdicts], [0, RAN], err);
        assert.deepEqual([checkout.read('src/a'), checkout.read('dist/all')], ['a\n', 'a\nt\n']);
      }
      assert.equal(existsSync(join(checkout.path, 'other')), false);
      // What the job does make is believed: the key was right.
      const { result, contentOf } = madeResult('evil', { 'dist/all': 'evil' }, { key });
      const outputs = result.outputs.filter(({ kind }) => kind === 'file');
      await evil.store({ ...result, outputs }, contentOf);
      anew(checkout);
      assert.equal((await run(checkout, env)).verdicts.build, 'reused');
      connections.close();
    });

    it('is told of by lockstep cache status, and asked by lockstep why without anything being brought', async () => {
      const [checkout, server] = [open(FILES), await startServer()];
      const env = variables(kind, server, { LOCKSTEP_REMOTE_CACHE_SIGNATURE_KEY: 'the key' });
      const status = async (more: Variables = {}): Promise<string> =>
        (await checkout.start(['cache', 'status'], { env: { ...env, ...more } }).ended).out.split('\n')[1] ??
        '';
      const is = `shared: ${server.url} (${kind})`;
      assert.equal(await status(), `${is}, reachable, read and written as local, signed`);
      assert.equal(
        await status(PULL_REQUEST),
        `${is}, reachable, only read: the event is pull_request, signed`,
      );
      const json = await checkout.start(['cache', 'status', '--json'], { env }).ended;
      assert.deepEqual((JSON.parse(json.out) as { shared: unknown }).shared, {
        kind,
        url: server.url,
        mode: 'read-write',
        trust: 'local',
        signed: true,
        reachable: true,
      });
      await run(checkout, env);
      anew(checkout);
      const why = await checkout.start(['why', 'build', '--json'], { env }).ended;
      assert.match(why.out, /"would": "be reused"/, why.err);
      const after = await checkout.start(['cache', '--json'], { env }).ended;
      assert.equal((JSON.parse(after.out) as { results: number }).results, 0);
      server.behaviour = ({ response }) => void response.writeHead(401).end();
      assert.equal(
        await status(),
        `${is}, not usable: it refuses the token (401), read and written as local, signed`,
      );
    });
  });

describe('a shared cache', { skip: process.platform === 'win32' }, () => {
  it('that is not there delays nothing', async () => {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    const env = { LOCKSTEP_REMOTE_CACHE: `bazel+http://127.0.0.1:${port}` };
    const { code, verdicts, err } = await run(open(FILES), env);
    assert.deepEqual([code, verdicts], [0, RAN], err);
    assert.match(
      err,
      /^warning: the shared cache \S+ is left alone for the rest of this run: it refuses connections$/m,
    );
  });

  it('with settings that make no sense is told before anything runs', async () => {
    const checkout = open(FILES);
    for (const args of [['run'], ['why', 'build'], ['run', '--dry-run'], ['cache', 'status']]) {
      const { code, err } = await checkout.start(args, { env: { LOCKSTEP_REMOTE_CACHE: 'https://x' } }).ended;
      assert.equal(code, 2);
      assert.match(
        err,
        /^error: LOCKSTEP_REMOTE_CACHE 'https:\/\/x' is no shared cache\n {2}help: Write bazel\+https/,
      );
    }
    assert.deepEqual(checkout.runs, []);
  });

  it('is not asked when nothing is to be reused', async () => {
    const [checkout, server] = [open(FILES), await startServer()];
    const env = variables('bazel', server);
    const { code } = await checkout.start(['run', '--no-cache'], { env }).ended;
    assert.deepEqual([code, server.asked], [0, []]);
    const forced = await checkout.start(['run', '--force'], { env }).ended;
    assert.match(forced.err, /: 0 results taken, 2 given/);
    assert.ok(server.requests.every(({ method }) => method !== 'GET'));
  });
});
