// Signatures of `release build` against cosign, built of its Go module: it verifies what a key of lockstep signed, files and provenance, and refuses
// what was changed.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { madeRelease } from './support/made-release.mjs';
import { goProgram, missing, noPython, pythonPackages, run, temporaryFolder } from './support/workbench.mjs';

const FILES = [
  'weather-1.2.0-py3-none-any.whl',
  'weather-1.2.0.tar.gz',
  'weather-1.2.0-source.tar.gz',
  'SHA256SUMS',
  'release.json',
];

export default {
  name: 'Releases: cosign',
  peers: true,
  needs: async () => missing('git') ?? (await noPython()),
  async run({ check, skip }) {
    const cosign = await goProgram('cosign', {
      module: 'github.com/sigstore/cosign/v3',
      version: 'v3.0.4',
      program: 'cmd/cosign',
    });
    if (cosign.path === undefined) return skip('cosign', cosign.reason);
    const tools = await pythonPackages('release-build', ['build==1.3.0', 'hatchling==1.27.0']);
    if (tools.python === undefined) return skip('cosign', tools.reason);
    const { folder, project } = await madeRelease({ bin: dirname(tools.python) });
    const key = ['--key', join(project, 'cosign.pub'), '--insecure-ignore-tlog'];
    const verify = (...args) => run(cosign.path, ['verify-blob', ...key, ...args], { cwd: folder });
    for (const name of FILES)
      await check(`cosign verifies ${name} by its bundle and by its plain signature`, async () => {
        for (const by of [
          ['--bundle', `${name}.sigstore.json`],
          ['--signature', `${name}.sig`],
        ]) {
          const { code, stderr } = await verify(...by, name);
          assert.equal(code, 0, stderr);
        }
      });
    await check('cosign refuses a file that was changed, and the signature of another', async () => {
      const changed = join(temporaryFolder('release-changed'), 'SHA256SUMS');
      writeFileSync(changed, `${readFileSync(join(folder, 'SHA256SUMS'), 'utf8')}x\n`);
      assert.notEqual((await verify('--bundle', 'SHA256SUMS.sigstore.json', changed)).code, 0);
      assert.notEqual((await verify('--bundle', 'SHA256SUMS.sigstore.json', 'release.json')).code, 0);
    });
    await check('cosign verifies the provenance of each file, and not that of a stranger', async () => {
      const attested = (name) =>
        run(
          cosign.path,
          [
            ...['verify-blob-attestation', ...key, '--type', 'slsaprovenance1'],
            ...['--bundle', 'weather-1.2.0.provenance.sigstore.json', name],
          ],
          { cwd: folder },
        );
      const { code, stderr } = await attested('weather-1.2.0-py3-none-any.whl');
      assert.equal(code, 0, stderr);
      assert.notEqual((await attested('release.json')).code, 0);
    });
  },
};
