// Releases at registries that others made: verdaccio and npm, docker-registry and skopeo, pip and twine against the stand-in of PyPI.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  has,
  lockstep,
  mustRun,
  noPython,
  npmPackages,
  pythonPackages,
  root,
  run,
  temporaryFolder,
} from './support/workbench.mjs';

export default {
  name: 'Releases at registries: verdaccio, docker-registry, skopeo, pip, twine',
  needs: () => undefined,
  run: async ({ check, skip }) => {
    await mustRun(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']);
    const release = await releaseFolder();
    const verdaccio = await npmPackages('verdaccio', ['verdaccio@6.8.0'], { 'node-fetch': '2.7.0' });
    if (verdaccio.folder === undefined) skip('verdaccio', verdaccio.reason);
    else await withVerdaccio(check, verdaccio.folder, release);
    if (!has('docker-registry')) skip('docker-registry', 'not installed');
    else await withDockerRegistry(check, skip, release);
    const reason = await noPython();
    if (reason !== undefined) skip('pip and twine', reason);
    else await withPython(check, skip, release);
  },
};

const built = (path) => import(pathToFileURL(join(root, 'build', path)).href);

async function releaseFolder() {
  const folder = join(temporaryFolder('release'), 'lockstep-release');
  const { smallRelease } = await built('test/support/rehearsed-release.js');
  const { makeReleaseFolder } = await built('test/support/release-folder.js');
  makeReleaseFolder(folder, await smallRelease());
  return folder;
}

/** `lockstep release <command>` of one channel, at servers of ours. */
async function release(command, folder, { channel, servers, env, more = [] }) {
  const home = join(folder, '..');
  writeFileSync(join(home, 'servers.json'), JSON.stringify(servers));
  return lockstep(
    ['release', command, folder, '--unsigned', '--channel', channel, '--servers', 'servers.json', ...more],
    { cwd: home, env },
  );
}

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Starts a server, waits until it answers, and ends it after the work. */
async function serving(command, args, { url, cwd }, work) {
  const child = spawn(command, args, { cwd, stdio: 'ignore' });
  try {
    for (let tries = 0; ; tries++) {
      const isThere = await fetch(url).then(
        () => true,
        () => false,
      );
      if (isThere) break;
      if (tries > 150) throw new Error(`${command} does not answer at ${url}`);
      await new Promise((done) => setTimeout(done, 200));
    }
    await work();
  } finally {
    child.kill();
  }
}

async function withVerdaccio(check, folder, given) {
  const cwd = temporaryFolder('verdaccio');
  const url = `http://127.0.0.1:${await freePort()}`;
  const config = [
    'storage: ./storage',
    'auth: {htpasswd: {file: ./htpasswd, max_users: 10}}',
    "packages: {'**': {access: $all, publish: $authenticated, unpublish: $authenticated}}",
    'log: {type: stdout, level: fatal}',
  ];
  writeFileSync(join(cwd, 'config.yaml'), `${config.join('\n')}\n`);
  const program = join(folder, 'node_modules/verdaccio/bin/verdaccio');
  const args = [program, '--config', join(cwd, 'config.yaml'), '--listen', url];
  await serving(process.execPath, args, { url, cwd }, async () => {
    const user = await fetch(`${url}/-/user/org.couchdb.user:ci`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'ci', password: 'a password of the test' }),
    });
    const { token } = await user.json();
    const of = { channel: 'npm', servers: { npm: url }, env: { NPM_TOKEN: token } };
    await check('a token that is not known is told, and nothing is published', async () => {
      const env = { NPM_TOKEN: 'another one' };
      const { code, stdout, stderr } = await release('publish', given, { ...of, env });
      assert.equal(code, 1, stdout + stderr);
      assert.match(stdout, /npm +stuck/);
      assert.ok(!`${stdout}${stderr}`.includes('another one'));
      assert.equal((await fetch(`${url}/@acme%2fweather`)).status, 404);
    });
    await check('verdaccio takes a package, and a second run has nothing to do', async () => {
      for (let times = 0; times < 2; times++) {
        const { code, stdout, stderr } = await release('publish', given, of);
        assert.equal(code, 0, stdout + stderr);
        assert.match(stdout, /npm +verified/);
      }
    });
    await check('npm installs it, and knows it as the latest', async () => {
      const project = temporaryFolder('npm-install');
      writeFileSync(join(project, 'package.json'), '{"private": true}\n');
      const npm = (...words) => mustRun('npm', [...words, '--registry', url], { cwd: project });
      await npm('install', '@acme/weather');
      const installed = join(project, 'node_modules/@acme/weather/package.json');
      assert.equal(JSON.parse(readFileSync(installed, 'utf8')).version, '1.2.0');
      const tags = await npm('view', '@acme/weather', 'dist-tags', '--json');
      assert.deepEqual(JSON.parse(tags.stdout), { latest: '1.2.0' });
    });
    await check('it is taken back: npm says that it is deprecated', async () => {
      const { code, stdout, stderr } = await release('recall', given, { ...of, more: ['--yes'] });
      assert.equal(code, 0, stdout + stderr);
      const { stdout: said } = await mustRun('npm', [
        'view',
        '@acme/weather',
        'deprecated',
        '--registry',
        url,
      ]);
      assert.match(said, /was taken back/);
    });
  });
}

async function withDockerRegistry(check, skip, given) {
  const cwd = temporaryFolder('docker-registry');
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const storage = 'storage: {filesystem: {rootdirectory: ./images}, delete: {enabled: true}}';
  const lines = ['version: 0.1', storage, `http: {addr: '${address}'}`, 'log: {level: error}'];
  writeFileSync(join(cwd, 'config.yml'), `${lines.join('\n')}\n`);
  await serving('docker-registry', ['serve', 'config.yml'], { url: `${url}/v2/`, cwd }, async () => {
    const of = {
      channel: 'container',
      servers: { containers: { 'ghcr.io': url } },
      env: { GITHUB_TOKEN: 'x' },
    };
    await check('docker-registry takes an image with what is attached to it', async () => {
      for (let times = 0; times < 2; times++) {
        const { code, stdout, stderr } = await release('publish', given, of);
        assert.equal(code, 0, stdout + stderr);
        assert.match(stdout, /container +verified/);
      }
    });
    if (has('skopeo'))
      await check('skopeo pulls all platforms of it, and finds the attached SBOM', async () => {
        const manifest = JSON.parse(readFileSync(join(given, 'release.json'), 'utf8'));
        const { digest } = manifest.channels.find(({ name }) => name === 'container');
        const from = `docker://${address}/acme/weather`;
        const copy = ['copy', '--all', '--src-tls-verify=false', '--insecure-policy'];
        await mustRun('skopeo', [...copy, `${from}:latest`, `oci:${join(cwd, 'pulled')}:latest`]);
        const index = JSON.parse(readFileSync(join(cwd, 'pulled/index.json'), 'utf8'));
        assert.equal(index.manifests[0].digest, digest);
        const inspect = ['inspect', '--raw', '--tls-verify=false'];
        const list = await mustRun('skopeo', [...inspect, `${from}:${digest.replace(':', '-')}`]);
        const [attached] = JSON.parse(list.stdout).manifests;
        assert.equal(attached.artifactType, 'application/vnd.cyclonedx+json');
        const artifact = await mustRun('skopeo', [...inspect, `${from}@${attached.digest}`]);
        assert.equal(JSON.parse(artifact.stdout).subject.digest, digest);
      });
    else skip('skopeo', 'not installed');
    await check('it is taken back: nobody can pull it any more', async () => {
      const { code, stdout, stderr } = await release('recall', given, { ...of, more: ['--yes'] });
      assert.equal(code, 0, stdout + stderr);
      assert.equal((await fetch(`${url}/v2/acme/weather/manifests/1.2.0`)).status, 404);
    });
  });
}

async function withPython(check, skip, given) {
  const { PypiServer } = await built('src/release/rehearsal/servers/pypi-server.js');
  const { WatchedServer } = await built('src/release/rehearsal/watched-server.js');
  const ours = new PypiServer();
  const theirs = new PypiServer();
  const open = (server) => {
    server.tokens.add('pypi-token');
    const handle = (request, base) => server.handle(request, base);
    return WatchedServer.start({ handle, writes: ({ method }) => method === 'POST' });
  };
  const [first, second] = [await open(ours), await open(theirs)];
  const manifest = JSON.parse(readFileSync(join(given, 'release.json'), 'utf8'));
  const names = manifest.files
    .filter(({ kind }) => kind === 'wheel' || kind === 'sdist')
    .map(({ name }) => name);
  try {
    // The small release is published by trusted publishing; here by a token.
    for (const channel of manifest.channels) if (channel.name === 'pypi') channel.secret = 'PYPI_TOKEN';
    writeFileSync(join(given, 'release.json'), JSON.stringify(manifest));
    const { url } = first;
    await check('pip installs what was published', async () => {
      const { code, stdout, stderr } = await release('publish', given, {
        channel: 'pypi',
        servers: { pypi: { upload: `${url}/legacy/`, simple: `${url}/simple`, web: url } },
        env: { PYPI_TOKEN: 'pypi-token' },
      });
      assert.equal(code, 0, stdout + stderr);
      const target = join(temporaryFolder('pip'), 'site');
      mkdirSync(target);
      const pip = [
        '-m',
        'pip',
        'install',
        '--no-cache-dir',
        '--index-url',
        `${url}/simple`,
        '--target',
        target,
      ];
      await mustRun('python3', [...pip, 'weather==1.2.0']);
      const { stdout: said } = await mustRun('python3', ['-c', 'import weather; print(weather.RAIN)'], {
        env: { PYTHONPATH: target },
      });
      assert.equal(said.trim(), '1');
    });
    const { python, reason } = await pythonPackages('twine', ['twine']);
    if (python === undefined) return skip('twine', reason);
    const files = names.map((name) => join(given, name));
    await check('twine finds nothing wrong with the distributions', async () => {
      const { stdout } = await mustRun(python, ['-m', 'twine', 'check', ...files]);
      assert.equal(stdout.match(/PASSED/g)?.length, files.length, stdout);
    });
    await check('twine uploads to the stand-in what lockstep does, field by field', async () => {
      const upload = ['upload', '--non-interactive', '--repository-url', `${second.url}/legacy/`];
      const env = { TWINE_USERNAME: '__token__', TWINE_PASSWORD: 'pypi-token' };
      await mustRun(python, ['-m', 'twine', ...upload, ...files], { env });
      for (const name of names) {
        const [mine, twines] = [ours, theirs].map((server) =>
          Object.fromEntries(server.files.get(name).fields),
        );
        // Other digests, and a comment that is empty, which PyPI does not ask for.
        for (const extra of ['md5_digest', 'blake2_256_digest', 'comment']) delete twines[extra];
        assert.deepEqual(sorted(mine), sorted(twines), name);
      }
    });
    await check('a second upload of the same files is taken, and other bytes are refused', async () => {
      const upload = ['upload', '--non-interactive', '--repository-url', `${second.url}/legacy/`];
      const env = { TWINE_USERNAME: '__token__', TWINE_PASSWORD: 'pypi-token' };
      await mustRun(python, ['-m', 'twine', ...upload, ...files], { env });
      const file = theirs.files.get(names[0]);
      theirs.files.set(names[0], { ...file, bytes: Buffer.from('other') });
      const refused = await run(python, ['-m', 'twine', ...upload, files[0]], { env });
      assert.notEqual(refused.code, 0);
    });
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
}

function sorted(fields) {
  return Object.fromEntries(
    Object.entries(fields)
      // Keywords are a list that twine writes anew.
      .map(([name, values]) => [
        name,
        values.map((value) => value.trim().replaceAll(name === 'keywords' ? ', ' : '\0', ',')),
      ])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
