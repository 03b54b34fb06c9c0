// Receipts against cosign and slsa-verifier, built of their Go modules: what lockstep signs they verify, their keys sign here, and what was
// changed or is another's they refuse.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goProgram, lockstep, missing, mustRun, run, temporaryFolder } from './support/workbench.mjs';

const CONFIG = `project: weather
jobs:
  unit: echo unit
workflows:
  ci:
    jobs: [unit]
    owner: github
    on: [{kind: push, branches: [main]}]
release:
  receipts:
    identities: [{key: cosign.pub}]
    resource: git+https://github.com/acme/weather
`;
const TYPE = 'https://in-toto.io/attestation/test-result/v0.1';
const env = { COSIGN_PASSWORD: 'a password' };

export default {
  name: 'Receipts: cosign, slsa-verifier',
  // Built of their sources, which takes minutes.
  peers: true,
  needs: () => missing('git'),
  async run({ check, skip }) {
    const cosign = await goProgram('cosign', {
      module: 'github.com/sigstore/cosign/v3',
      version: 'v3.0.4',
      program: 'cmd/cosign',
    });
    if (cosign.path === undefined) skip('cosign', cosign.reason);
    else await withCosign(check, cosign.path);
    const slsa = await goProgram('slsa-verifier', {
      module: 'github.com/slsa-framework/slsa-verifier/v2',
      version: 'v2.7.1',
      program: 'cli/slsa-verifier',
    });
    if (slsa.path === undefined) skip('slsa-verifier', slsa.reason);
    else await withSlsaVerifier(check, slsa.path);
  },
};

/** A committed project whose check has run. */
async function project() {
  const cwd = temporaryFolder('receipts');
  writeFileSync(join(cwd, 'lockstep.config.yaml'), CONFIG);
  writeFileSync(join(cwd, '.gitignore'), '*.key\n*.pub\n');
  const git = (...args) =>
    mustRun('git', ['-c', 'user.name=i', '-c', 'user.email=i@example.com', ...args], { cwd });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'as it is');
  await lockstep(['run', 'ci'], { cwd });
  const head = (await git('rev-parse', 'HEAD')).stdout.trim();
  const tree = (await git('rev-parse', 'HEAD^{tree}')).stdout.trim();
  return { cwd, head, tree };
}

function bundleIn(cwd) {
  const folder = join(cwd, 'lockstep-receipts');
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.sigstore.json')),
  );
}

async function withCosign(check, cosign) {
  const { cwd, head, tree } = await project();
  const verify = (bundle, digest, algorithm) =>
    run(
      cosign,
      [
        ...['verify-blob-attestation', '--key', 'cosign.pub', '--bundle', bundle, '--insecure-ignore-tlog'],
        ...['--type', TYPE, '--digest', digest, '--digestAlg', algorithm],
      ],
      { cwd },
    );
  await check('cosign verifies what a key of lockstep signed, for the commit and for the tree', async () => {
    assert.equal((await lockstep(['keys', 'generate'], { cwd, env })).code, 0);
    assert.equal((await lockstep(['receipt', 'create', '--key', 'cosign.key'], { cwd, env })).code, 0);
    for (const [digest, algorithm] of [
      [head, 'gitCommit'],
      [tree, 'gitTree'],
    ]) {
      const { code, stderr } = await verify(bundleIn(cwd), digest, algorithm);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /Verified OK/);
    }
  });
  await check('cosign refuses it for another commit, and when a byte of it was changed', async () => {
    assert.notEqual((await verify(bundleIn(cwd), 'f'.repeat(40), 'gitCommit')).code, 0);
    const bundle = JSON.parse(readFileSync(bundleIn(cwd), 'utf8'));
    const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString();
    bundle.dsseEnvelope.payload = Buffer.from(payload.replace('PASSED', 'FAILED')).toString('base64');
    writeFileSync(join(cwd, 'changed.json'), JSON.stringify(bundle));
    assert.notEqual((await verify(join(cwd, 'changed.json'), head, 'gitCommit')).code, 0);
  });
  await check('cosign signs with a key of lockstep, and lockstep with one of cosign', async () => {
    writeFileSync(join(cwd, 'blob'), 'anything');
    const sign = [
      'sign-blob',
      '--key',
      'cosign.key',
      '--yes',
      '--tlog-upload=false',
      '--use-signing-config=false',
    ];
    const signed = await run(cosign, [...sign, '--bundle', 'blob.json', 'blob'], { cwd, env });
    assert.equal(signed.code, 0, signed.stderr);
    await mustRun(cosign, ['generate-key-pair', '--output-key-prefix', 'theirs'], { cwd, env });
    const created = await lockstep(['receipt', 'create', '--key', 'theirs.key', '-o', 'theirs'], {
      cwd,
      env,
    });
    assert.equal(created.code, 0, created.stderr);
    const theirs = await lockstep(['receipt', 'verify', '--key', 'theirs.pub', 'theirs'], { cwd });
    assert.equal(theirs.code, 0, theirs.stdout);
    assert.equal((await lockstep(['receipt', 'verify', 'theirs'], { cwd })).code, 1);
  });
  await check('lockstep verifies a receipt that cosign signed', async () => {
    const bundle = JSON.parse(readFileSync(bundleIn(cwd), 'utf8'));
    const statement = Buffer.from(bundle.dsseEnvelope.payload, 'base64');
    writeFileSync(join(cwd, 'statement.json'), statement);
    const attest = [
      'attest-blob',
      '--key',
      'cosign.key',
      '--yes',
      '--tlog-upload=false',
      '--use-signing-config=false',
    ];
    const args = [...attest, '--statement', 'statement.json', '--bundle', 'cosigned/unit.sigstore.json'];
    await mustRun('mkdir', ['cosigned'], { cwd });
    const { code, stderr } = await run(cosign, args, { cwd, env });
    assert.equal(code, 0, stderr);
    const verified = await lockstep(['receipt', 'verify', 'cosigned'], { cwd });
    assert.equal(verified.code, 0, verified.stdout);
  });
}

async function withSlsaVerifier(check, slsaVerifier) {
  const { cwd, head } = await project();
  await lockstep(['keys', 'generate'], { cwd, env });
  await lockstep(['receipt', 'create', '--key', 'cosign.key'], { cwd, env });
  const verify = (digest, level) =>
    run(
      slsaVerifier,
      [
        ...['verify-vsa', '--attestation-path', 'vsa.intoto.jsonl', '--public-key-path', 'cosign.pub'],
        ...['--subject-digest', `gitCommit:${digest}`, '--verifier-id', 'urn:lockstep:receipt-verifier'],
        ...['--resource-uri', 'git+https://github.com/acme/weather', '--verified-level', level],
      ],
      { cwd },
    );
  await check('slsa-verifier verifies the summary that lockstep writes', async () => {
    const args = ['receipt', 'verify', '--vsa', 'vsa.intoto.jsonl', '--sign-key', 'cosign.key'];
    assert.equal((await lockstep(args, { cwd, env })).code, 0);
    const { code, stderr } = await verify(head, 'ORG_SOURCE_REQUIRED_CHECKS_PASSED');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /PASSED/);
  });
  await check('slsa-verifier refuses it for another commit and for more than it says', async () => {
    assert.notEqual((await verify('f'.repeat(40), 'ORG_SOURCE_REQUIRED_CHECKS_PASSED')).code, 0);
    assert.notEqual((await verify(head, 'SLSA_BUILD_LEVEL_3')).code, 0);
  });
}
