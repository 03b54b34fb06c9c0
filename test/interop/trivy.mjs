// `lockstep scan` with the real Trivy, whose own conversion of the same report has to say the same.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockstep, run, temporaryFolder } from './support/workbench.mjs';

/** Nothing for which a database would have to be fetched. */
const OFFLINE = ['--scanners', 'secret,misconfig', '--offline-scan', '--skip-check-update'];

/** Made of two parts, so that no scanner takes this file for a leak. */
const TOKEN = `ghp_${'1A2b3C4d5E6f7G8h9I0jK1l2M3n4O5p6Q7r8'}`;

/** What two SARIF files must agree on: rule, level, file and line of each result. */
function results(text) {
  const [{ results }] = JSON.parse(text).runs;
  return results
    .map(({ ruleId, level, locations: [{ physicalLocation: at }] }) =>
      [ruleId, level, at.artifactLocation.uri, at.region?.startLine ?? 1].join(' '),
    )
    .sort();
}

export default {
  name: 'Trivy: one scan, and its own conversion',
  needs: async () => {
    const { code } = await run('trivy', ['--version']).catch(() => ({ code: 1 }));
    return code === 0 ? undefined : 'there is no trivy on PATH';
  },
  run: async ({ check }) => {
    const cwd = temporaryFolder('trivy');
    writeFileSync(join(cwd, 'settings.py'), `token = "${TOKEN}"\n`);
    writeFileSync(join(cwd, 'Dockerfile'), 'FROM alpine:latest\nRUN apk add curl\n');
    writeFileSync(join(cwd, '.trivyignore'), 'DS-0001\nDS-0002\ngithub-pat\n');
    const { code, stderr } = await lockstep(['scan', 'fs', '.', '--', ...OFFLINE], { cwd });
    const out = (name) => readFileSync(join(cwd, 'lockstep-scan', name), 'utf8');
    await check('a leaked token and bad instructions block, whatever .trivyignore says', () => {
      assert.equal(code, 1, stderr);
      assert.match(out('findings.md'), /github-pat/);
    });
    await check('the SARIF says what trivy convert says', async () => {
      const converted = join(cwd, 'converted.sarif');
      const report = join(cwd, 'lockstep-scan/trivy.json');
      const args = ['convert', '--format', 'sarif', '--output', converted, report];
      // Elsewhere: in the project it would heed `.trivyignore`.
      assert.equal((await run('trivy', args, { cwd: temporaryFolder('convert') })).code, 0);
      const theirs = results(readFileSync(converted, 'utf8'));
      assert.ok(theirs.length > 2);
      assert.deepEqual(results(out('findings.sarif')), theirs);
    });
    await check('the token is in none of the files', () => {
      for (const name of ['trivy.json', 'findings.json', 'findings.md', 'findings.sarif', 'findings.xml'])
        assert.ok(!out(name).includes(TOKEN), name);
    });
  },
};
