// Results shared by real servers: nginx and bazel-remote by Bazel's protocol, turborepo-remote-cache by Turborepo's.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  lockstep,
  missing,
  mustRun,
  noPython,
  npmPackages,
  pythonPackages,
  root,
  run,
  temporaryFolder,
  verdicts,
} from './support/workbench.mjs';

const CONFIG = `
project: shared
jobs:
  build:
    inputs: [src]
    outputs: [dist]
    steps:
      - rm -rf dist && mkdir -p dist/deep/er dist/void && cp src/* dist/deep/er && touch dist/empty && ln -s deep/er dist/now
      - printf '#!/bin/sh\\necho it runs\\n' > dist/tool && chmod 755 dist/tool
      - head -c 3000000 /dev/zero | tr '\\0' 'z' > dist/large
      - for i in $(seq 300); do echo "$i" > "dist/$i"; done
  test:
    inputs: [src]
    needs: [build]
    steps: ['dist/tool']
`;
const RAN = { 'build@linux': 'passed', 'test@linux': 'passed' };
const REUSED = { 'build@linux': 'reused', 'test@linux': 'reused' };
const SECRET = 'a-secret-of-the-checks';
const KEY = 'a-key-of-the-checks';
const MAIN = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' };
const PULL_REQUEST = { ...MAIN, GITHUB_EVENT_NAME: 'pull_request' };
const LAPTOP = { CI: undefined, GITHUB_ACTIONS: undefined, CIRCLECI: undefined };

export default {
  name: 'Shared cache: nginx, bazel-remote, turborepo-remote-cache',
  needs: () => (process.platform === 'linux' ? undefined : 'the servers are set up for Linux'),
  run: async ({ check, skip }) => {
    for (const { name, start } of [
      { name: 'nginx', start: startNginx },
      { name: 'bazel-remote', start: startBazelRemote },
      { name: 'turborepo-remote-cache', start: startTurbo },
    ]) {
      const folder = temporaryFolder(name);
      const server = await start(folder);
      if (server.reason !== undefined) skip(name, server.reason);
      else
        try {
          await prove({ name, server, check, skip });
        } finally {
          await server.stop();
        }
    }
  },
};

async function prove({ name, server, check, skip }) {
  const cwd = temporaryFolder('shared-checkout');
  mkdirSync(join(cwd, 'src'));
  writeFileSync(join(cwd, 'lockstep.config.yaml'), CONFIG);
  writeFileSync(join(cwd, 'src', 'a'), 'a\n');
  const settings = {
    LOCKSTEP_REMOTE_CACHE: server.address,
    LOCKSTEP_REMOTE_CACHE_TOKEN: server.token,
    LOCKSTEP_REMOTE_CACHE_SIGNATURE_KEY: KEY,
  };
  /** A run in a checkout that has just been made, at the same place: the folder is part of what a result depends on. */
  const anew = async (env = LAPTOP) => {
    for (const one of ['.lockstep', 'dist']) rmSync(join(cwd, one), { recursive: true, force: true });
    const outcome = await lockstep(['run', '--json'], { cwd, env: { ...settings, ...env } });
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.ok(!outcome.stdout.includes(SECRET) && !outcome.stderr.includes(SECRET), 'the token is shown');
    return { ...outcome, became: verdicts(outcome.events) };
  };
  const status = async (env = {}) =>
    (await lockstep(['cache', 'status'], { cwd, env: { ...settings, ...LAPTOP, ...env } })).stdout;

  await check(`${name}: lockstep cache status says that it can be used`, async () => {
    assert.match(await status(), /, reachable, read and written as local, signed$/m);
    assert.match(
      await status({ LOCKSTEP_REMOTE_CACHE_TOKEN: 'wrong:token' }),
      /, not usable: it refuses the token \(401\)/,
    );
  });
  await check(`${name}: a fresh checkout reuses what another one has made, byte for byte`, async () => {
    assert.deepEqual((await anew()).became, RAN);
    const made = describe(join(cwd, 'dist'));
    const again = await anew();
    assert.deepEqual(again.became, REUSED, again.stderr);
    assert.deepEqual(describe(join(cwd, 'dist')), made);
  });
  await check(
    `${name}: main has nothing of what a person made, a pull request all of main and gives nothing`,
    async () => {
      assert.deepEqual((await anew(PULL_REQUEST)).became, RAN);
      assert.deepEqual((await anew(MAIN)).became, RAN, 'neither from the person nor from the pull request');
      assert.deepEqual((await anew(PULL_REQUEST)).became, REUSED);
    },
  );
  if (server.proveEntries !== undefined) await server.proveEntries({ check, skip });
  for (const [how, change] of Object.entries(DAMAGES))
    await check(
      `${name}: entries that were ${how} are no answer, and are whole after the next run`,
      async () => {
        const damaged = server.files().filter((path) => damage(path, change));
        assert.ok(damaged.length > 0, 'nothing was damaged');
        const after = await anew(MAIN);
        assert.deepEqual(after.became, RAN, after.stderr);
        assert.deepEqual((await anew(MAIN)).became, REUSED);
      },
    );
  await check(`${name}: a wrong token, or no server at all, is a warning`, async () => {
    const refused = await anew({ ...LAPTOP, LOCKSTEP_REMOTE_CACHE_TOKEN: 'wrong:token' });
    assert.deepEqual(refused.became, RAN);
    assert.match(refused.stderr, /^warning: the shared cache .* it refuses the token \(401\)$/m);
    await server.stop();
    const alone = await anew();
    assert.deepEqual(alone.became, RAN);
    assert.match(alone.stderr, /^warning: the shared cache .* it refuses connections$/m);
  });
}

const DAMAGES = {
  'cut short': (bytes) => bytes.subarray(0, -1),
  'changed in one bit': (bytes) => {
    const changed = Buffer.from(bytes);
    changed[changed.length - 1] ^= 1;
    return changed;
  },
  emptied: () => Buffer.alloc(0),
};

/** False for what has nothing to be damaged. */
function damage(path, change) {
  const bytes = readFileSync(path);
  if (bytes.length === 0) return false;
  writeFileSync(path, change(bytes));
  return true;
}

/** Everything of a folder that a program could tell: kinds, modes, targets and contents. */
function describe(folder) {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .flatMap((path) => {
        const stat = lstatSync(path);
        if (stat.isDirectory()) return [];
        if (stat.isSymbolicLink()) return [[path, `link ${readlinkSync(path)}`]];
        return [[path, `${(stat.mode & 0o777).toString(8)} ${sha256(readFileSync(path))}`]];
      }),
  );
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** bazel.build/remote/caching, "nginx": WebDAV with the method PUT, here with a user and a password. */
async function startNginx(folder) {
  const reason = missing('nginx');
  if (reason !== undefined) return { reason };
  const port = await freePort();
  const store = join(folder, 'store');
  mkdirSync(store);
  for (const one of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(folder, one));
  writeFileSync(join(folder, 'htpasswd'), passwordLine());
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off;
master_process off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location /cache/ {
      root ${store};
      dav_methods PUT;
      create_full_put_path on;
      client_max_body_size 100M;
      auth_basic cache;
      auth_basic_user_file ${folder}/htpasswd;
    }
  }
}
`,
  );
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
  return started({
    child: spawn('nginx', args, { stdio: 'ignore' }),
    port,
    address: `bazel+http://127.0.0.1:${port}/cache`,
    token: `me:${SECRET}`,
    files: () => filesBelow(store),
    proveEntries: (tools) => proveActionResults(store, tools),
  });
}

/** What was stored as an ActionResult, as the messages of BuildGrid, an implementation of the Remote Execution API, read it. */
async function proveActionResults(store, { check, skip }) {
  const reason = await noPython();
  const { python, reason: why } =
    reason === undefined ? await pythonPackages('reapi', ['buildgrid-common==0.5.2']) : {};
  if (python === undefined) return skip('the ActionResult as BuildGrid reads it', reason ?? why);
  await check('the ActionResult is one to BuildGrid, and everything it names is there', async () => {
    const program = join(temporaryFolder('reapi'), 'read.py');
    writeFileSync(program, READER);
    const results = filesBelow(store).filter((path) => path.includes('/ac/'));
    for (const path of results) {
      const { files, links, stdout, worker } = JSON.parse((await mustRun(python, [program, path])).stdout);
      assert.equal(worker, 'lockstep');
      for (const { hash, size } of [...files, stdout])
        if (size > 0) assert.equal(lstatSync(join(store, 'cache', 'cas', hash)).size, size);
      if (files.length < 2) continue;
      assert.deepEqual(links, [{ path: 'dist/now', target: 'deep/er' }]);
      assert.deepEqual(
        files.filter(({ executable }) => executable).map(({ path }) => path),
        ['dist/tool'],
      );
    }
    assert.ok(results.length >= 4, `${results.length} results`);
  });
}

const READER = `
import json, sys
from buildgrid.common.protos.build.bazel.remote.execution.v2 import remote_execution_pb2

result = remote_execution_pb2.ActionResult()
data = open(sys.argv[1], "rb").read()
result.ParseFromString(data)
assert result.SerializeToString(deterministic=True) == data, "not as protobuf would write it"
assert not result.HasField("stderr_digest") and result.exit_code == 0
digest = lambda d: {"hash": d.hash, "size": d.size_bytes}
print(json.dumps({
    "files": [{"path": f.path, "executable": f.is_executable, **digest(f.digest)} for f in result.output_files],
    "links": [{"path": l.path, "target": l.target} for l in result.output_symlinks],
    "stdout": digest(result.stdout_digest),
    "worker": result.execution_metadata.worker,
}))
`;

async function startBazelRemote(folder) {
  const reason = missing('go');
  if (reason !== undefined) return { reason };
  const bin = join(root, '.cache', 'interop', 'go');
  const program = join(bin, 'bazel-remote');
  if (!existsSync(program)) {
    const args = ['install', 'github.com/buchgr/bazel-remote/v2@latest'];
    const { code, stderr } = await run('go', args, { env: { GOBIN: bin } });
    if (code !== 0)
      return { reason: `go cannot install it: ${stderr.trim().split('\n').slice(0, 2).join(' ')}` };
  }
  const port = await freePort();
  const store = join(folder, 'store');
  writeFileSync(join(folder, 'htpasswd'), passwordLine());
  const args = ['--dir', store, '--max_size', '1', '--storage_mode', 'uncompressed'];
  const listen = ['--http_address', `127.0.0.1:${port}`, '--grpc_address', 'none'];
  const protect = ['--htpasswd_file', join(folder, 'htpasswd')];
  return started({
    child: spawn(program, [...args, ...listen, ...protect], { stdio: 'ignore' }),
    port,
    address: `bazel+http://127.0.0.1:${port}/instance`,
    token: `me:${SECRET}`,
    files: () => filesBelow(store),
  });
}

async function startTurbo(folder) {
  const { folder: packages, reason } = await npmPackages('turborepo', ['turborepo-remote-cache@2.12.0']);
  if (packages === undefined) return { reason };
  const port = await freePort();
  const store = join(folder, 'store');
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    TURBO_TOKEN: SECRET,
    STORAGE_PATH: store,
    STORAGE_PATH_USE_TMP_FOLDER: 'false',
    TURBO_REMOTE_CACHE_SIGNATURE_KEY: KEY,
  };
  const program = join(packages, 'node_modules', 'turborepo-remote-cache', 'dist', 'cli.js');
  return started({
    child: spawn(process.execPath, [program], { env, stdio: 'ignore' }),
    port,
    address: `turbo+http://127.0.0.1:${port}?slug=checks`,
    token: SECRET,
    // What it keeps of signatures is beside each artifact.
    files: () => filesBelow(store).filter((path) => !path.endsWith('.tag')),
    proveEntries: ({ check }) =>
      check('the signature of every artifact is as Turborepo makes it', async () => {
        const { createHmac } = await import('node:crypto');
        const artifacts = filesBelow(store).filter((path) => !path.endsWith('.tag'));
        for (const path of artifacts) {
          const hmac = createHmac('sha256', KEY).update(path.split('/').at(-1)).update(readFileSync(path));
          assert.equal(readFileSync(`${path}.tag`, 'utf8'), hmac.digest('base64').replace(/=+$/, ''));
        }
        assert.ok(artifacts.length >= 4);
      }),
  });
}

/** Waits until it listens. */
async function started({ child, port, ...server }) {
  const ended = once(child, 'exit').catch(() => undefined);
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  for (let round = 0; round < 100; round++) {
    if (child.exitCode !== null)
      return { reason: `it ended with ${child.exitCode} as soon as it was started` };
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer !== undefined) return { ...server, stop };
    await sleep(100);
  }
  await stop();
  return { reason: 'it does not listen' };
}

/** A line of an htpasswd file, by SHA-1 as every reader of such files knows it. */
function passwordLine() {
  return `me:{SHA}${createHash('sha1').update(SECRET).digest('base64')}\n`;
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
