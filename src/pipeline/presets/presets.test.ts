import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pipelineOf } from '../../../test/support/pipeline-of.ts';
import { LOCKSTEP_VERSION } from '../lockstep-version.ts';
import { matrix } from '../references.ts';
import { go } from './go.ts';
import { lockstep } from './lockstep.ts';
import { node } from './node.ts';
import { plain } from './plain.ts';
import { python } from './python.ts';
import { rust } from './rust.ts';

test('python takes its lock files from the requirement files that are installed', () => {
  const { lockFiles, path, env, provides } = python({
    install: 'pip install -r a.txt --requirement=b/dev.txt -c "c d.txt"',
  });
  assert.deepEqual(lockFiles, ['a.txt', 'b/dev.txt', 'c d.txt', 'pyproject.toml', 'setup.cfg', 'uv.lock']);
  assert.deepEqual(path, { linux: ['.venv/bin'], macos: ['.venv/bin'], windows: ['.venv/Scripts'] });
  assert.deepEqual(env, { VIRTUAL_ENV: './.venv' });
  assert.deepEqual(provides, ['.venv']);
});

test('python keeps what makes the environment apart from what is installed', () => {
  const { prepare, install } = python({ version: '3.12', venv: "it's" });
  assert.equal(install, 'python -m pip install -r requirements.txt');
  assert.match(prepare ?? '', /for python in "python3\.12" "py -3\.12" python3 python; do/);
  assert.match(prepare ?? '', /'it'\\''s'\/pyvenv\.cfg/);
});

const hasBash = spawnSync('bash', ['-c', 'python3 -c "import venv, ensurepip"']).status === 0;

test('the text that makes the environment does so once', {
  skip: !hasBash && 'no bash with a python3 here',
}, () => {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-venv-'));
  try {
    const text = python().prepare ?? '';
    const first = spawnSync('bash', ['-euo', 'pipefail', '-c', text], { cwd: directory, encoding: 'utf8' });
    assert.equal(first.status, 0, first.stderr);
    assert.ok(existsSync(join(directory, '.venv', 'pyvenv.cfg')));
    const second = spawnSync('bash', ['-euo', 'pipefail', '-c', text], {
      cwd: directory,
      encoding: 'utf8',
      env: { PATH: '' },
    });
    assert.equal(second.error === undefined ? second.status : 0, 0);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('every preset is plain data with a version when one is given', () => {
  for (const preset of [python, node, go, rust, plain]) {
    assert.equal('version' in preset(), false);
    const toolchain = preset({ version: matrix('v') });
    assert.deepEqual(toolchain.version, { matrix: 'v' });
    assert.deepEqual(JSON.parse(JSON.stringify(toolchain)), toolchain);
  }
});

test('lockstep is installed by the CI systems in the version that wrote their files, unless another is said', () => {
  assert.deepEqual(lockstep(), { name: 'lockstep' });
  assert.deepEqual(lockstep({ version: '1.2.3', node: '24' }), {
    name: 'lockstep',
    version: '1.2.3',
    node: '24',
  });
  const [own, other] = pipelineOf({
    jobs: {
      own: { run: 'lockstep --version', toolchain: lockstep() },
      other: { run: 'lockstep --version', toolchain: [node(), lockstep({ version: 'next' })] },
    },
  }).jobs;
  assert.deepEqual(own?.toolchains, [{ name: 'lockstep', version: LOCKSTEP_VERSION }]);
  assert.deepEqual(other?.toolchains[1], { name: 'lockstep', version: 'next' });
});

test('the version that is installed is the one of the package', () => {
  const text = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  assert.equal(JSON.parse(text).version, LOCKSTEP_VERSION);
});
