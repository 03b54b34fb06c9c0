// What `release build` writes, against the programs that people have: twine, tar, unzip, sha256sum, pip, the validators of CycloneDX and SPDX. Every
// proof has a counterpart that must fail. cosign, which has to be built, is in release-cosign.mjs.
import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { madeRelease } from './support/made-release.mjs';
import {
  missing,
  mustRun,
  noPython,
  npmPackages,
  pythonPackages,
  run,
  temporaryFolder,
} from './support/workbench.mjs';

export default {
  name: 'Releases: twine, tar, unzip, pip, CycloneDX, SPDX',
  needs: async () => missing('git', 'tar', 'unzip', 'sha256sum') ?? (await noPython()),
  async run({ check, skip }) {
    const tools = await pythonPackages('release', [
      'build==1.3.0',
      'hatchling==1.27.0',
      'twine==6.2.0',
      'spdx-tools==0.8.5',
    ]);
    if (tools.python === undefined) return skip('all of it', tools.reason);
    const { project, folder, env } = await madeRelease({ bin: dirname(tools.python) });
    await checkFiles(check, { project, folder });
    await checkPython(check, { folder, env, python: tools.python });
    await checkSpdx(check, { folder, python: tools.python });
    const packages = await npmPackages('release', [
      '@cyclonedx/cyclonedx-library@10.3.0',
      'ajv@8.17.1',
      'ajv-formats@3.0.1',
      'ajv-formats-draft2019@1.6.1',
    ]);
    if (packages.folder === undefined) skip('CycloneDX', packages.reason);
    else await checkCycloneDx(check, { folder, packages: packages.folder });
  },
};

const named = (folder, ending) => readdirSync(folder).find((name) => name.endsWith(ending));

async function checkFiles(check, { project, folder }) {
  await check('sha256sum finds every file as SHA256SUMS has it, and one that was changed not', async () => {
    await mustRun('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder });
    const copy = temporaryFolder('release-copy');
    for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(copy, name));
    appendFileSync(join(copy, 'weather-1.2.0-source.tar.gz'), 'x');
    assert.notEqual((await run('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: copy })).code, 0);
  });
  await check('tar unpacks the source tarball to what git has', async () => {
    const into = temporaryFolder('release-source');
    await mustRun('tar', ['-xzf', join(folder, 'weather-1.2.0-source.tar.gz'), '-C', into]);
    const other = temporaryFolder('release-archive');
    await mustRun(
      'git',
      ['archive', '--format=tar', '--output', join(other, 'a.tar'), '--prefix=weather-1.2.0/', 'v1.2.0'],
      { cwd: project },
    );
    await mustRun('tar', ['-xf', 'a.tar'], { cwd: other });
    await mustRun('diff', [
      '--recursive',
      '--no-dereference',
      join(into, 'weather-1.2.0'),
      join(other, 'weather-1.2.0'),
    ]);
    const { stdout } = await run('tar', ['-tvzf', join(folder, 'weather-1.2.0-source.tar.gz')]);
    assert.match(stdout, /^-rwxr-xr-x 0\/0 .* weather-1\.2\.0\/run\.sh$/m);
    assert.match(stdout, /^lrwxrwxrwx .* weather-1\.2\.0\/link -> run\.sh$/m);
  });
  await check('unzip has nothing to say of the package of Chocolatey and of the wheel', async () => {
    for (const ending of ['.nupkg', '.whl'])
      await mustRun('unzip', ['-tqq', named(folder, ending)], { cwd: folder });
  });
}

async function checkPython(check, { folder, env, python }) {
  const packages = [named(folder, '.whl'), 'weather-1.2.0.tar.gz'];
  await check('twine has nothing to say of wheel and source distribution', async () => {
    const { code, stdout, stderr } = await run(python, ['-m', 'twine', 'check', '--strict', ...packages], {
      cwd: folder,
      env,
    });
    assert.equal(code, 0, stdout + stderr);
  });
  await check(
    'pip installs the wheel with nothing but the frozen requirements, by their hashes',
    async () => {
      const into = temporaryFolder('release-pip');
      const args = ['-m', 'pip', 'install', '--quiet', '--target', into, '--require-hashes'];
      await mustRun(python, [...args, '--requirement', join(folder, 'weather-1.2.0-requirements.txt')]);
      await mustRun(python, [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--target',
        into,
        '--no-deps',
        join(folder, packages[0]),
      ]);
      const { stdout } = await mustRun(python, ['-c', 'import weather; print(weather.icon())'], {
        env: { PYTHONPATH: into },
      });
      assert.match(stdout, /rain/);
    },
  );
}

async function checkSpdx(check, { folder, python }) {
  const program = join(dirname(python), 'pyspdxtools');
  await check(
    'spdx-tools has nothing to say of the SPDX, and of one with a hole in it something',
    async () => {
      const { code, stdout, stderr } = await run(program, ['--infile', 'weather-1.2.0.spdx.json'], {
        cwd: folder,
      });
      assert.deepEqual([code, stdout, stderr], [0, '', '']);
      const text = readFileSync(join(folder, 'weather-1.2.0.spdx.json'), 'utf8');
      assert.match(text, /pkg:pypi\/emoji@2\.14\.0/);
      const bad = join(temporaryFolder('release-spdx'), 'bad.spdx.json');
      writeFileSync(bad, text.replace('"downloadLocation": "NOASSERTION",', ''));
      assert.notEqual((await run(program, ['--infile', bad])).code, 0);
    },
  );
}

async function checkCycloneDx(check, { folder, packages }) {
  const require = createRequire(join(packages, 'package.json'));
  const library = await import(pathToFileURL(require.resolve('@cyclonedx/cyclonedx-library')).href);
  const { Validation, Spec } = library.default ?? library;
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  await check('the CycloneDX is what its JSON Schema says, with hashes of what is needed', async () => {
    const text = readFileSync(join(folder, 'weather-1.2.0.cdx.json'), 'utf8');
    assert.equal(await validator.validate(text), null);
    assert.notEqual(await validator.validate(text.replaceAll('"SHA-256"', '"SHA-257"')), null);
  });
}
