import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockstep, mustRun, temporaryFolder } from './workbench.mjs';

const CONFIG = `project: weather
jobs:
  unit: echo unit
release:
  build: { python: { requirements: requirements.txt, run: 'python -m build --no-isolation --outdir "$LOCKSTEP_DIST"' } }
  about: { repository: acme/weather }
  channels: { github: true, pypi: true, scoop: { bucket: acme/bucket }, chocolatey: { secret: KEY } }
`;
const PYPROJECT = `[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "weather"
version = "1.2.0"
description = "Tells what the weather of tomorrow is like"
readme = "README.md"
license = "MIT"
authors = [{ name = "Acme" }]
requires-python = ">=3.9"
dependencies = ["emoji>=2"]

[project.scripts]
weather = "weather:main"
`;
/** PyPI's own digest of the wheel. */
const REQUIREMENTS = `emoji==2.14.0 \\
    --hash=sha256:fcc936bf374b1aec67dda5303ae99710ba88cc9cdce2d1a71c5f2204e6d78799
`;
const MODULE = `import emoji


def icon():
    return "rain " + emoji.emojize(":umbrella:")


def main():
    print(icon())
`;

/** A signed release of a Python package with one dependency; `bin` has the programs that build it. Gives its project and its folder. */
export async function madeRelease({ bin }) {
  const project = temporaryFolder('release');
  const write = (name, text) => writeFileSync(join(project, name), text);
  write('lockstep.config.yaml', CONFIG);
  write('pyproject.toml', PYPROJECT);
  write('requirements.txt', REQUIREMENTS);
  write('README.md', '# weather\n\nTells the weather of tomorrow.\n');
  write('CHANGELOG.md', '## 1.2.0\n\n- It rains less.\n');
  write('.gitignore', '*.key\n*.pub\n');
  write('run.sh', '#!/bin/sh\n');
  chmodSync(join(project, 'run.sh'), 0o755);
  symlinkSync('run.sh', join(project, 'link'));
  mkdirSync(join(project, 'src', 'weather'), { recursive: true });
  write('src/weather/__init__.py', MODULE);
  const git = (...args) =>
    mustRun('git', ['-c', 'user.name=i', '-c', 'user.email=i@example.com', ...args], { cwd: project });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'as it is');
  await git('tag', 'v1.2.0');
  const env = { COSIGN_PASSWORD: 'a password', PATH: `${bin}:${process.env.PATH}` };
  for (const args of [
    ['keys', 'generate'],
    ['release', 'build', 'v1.2.0', '--key', 'cosign.key', '--verify-reproducible'],
  ]) {
    const { code, stdout, stderr } = await lockstep(args, { cwd: project, env });
    if (code !== 0) throw new Error(`lockstep ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
  }
  const folder = join(project, 'lockstep-release');
  return { project, folder, env, manifest: JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8')) };
}
