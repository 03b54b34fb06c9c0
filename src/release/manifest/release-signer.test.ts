import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeSigningKey } from '../../platform/signing-key.ts';
import { signBlobWithKey } from '../signing/blob-signature.ts';
import { signWithKey } from '../signing/envelope.ts';
import type { CertificateFacts } from '../signing/signature-finding.ts';
import { type Trust, verifyBlob } from '../signing/verify-signature.ts';
import { judgeSigner } from './release-signer.ts';

const key = makeSigningKey();
const trust: Trust = {
  keys: [{ name: 'a.pub', key: key.publicKey }],
  root: undefined,
  whyNoRoot: 'there is none',
};
const FILE = Buffer.from('{"manifest":1}\n');

const whyNot = (bundle: string, file = FILE): string => {
  const verdict = judgeSigner(verifyBlob(JSON.parse(bundle), file, trust), [{ key: 'a.pub' }]);
  return verdict.kind === 'refused' ? verdict.why : `trusted: ${verdict.signer}`;
};

test('the holder of a trusted key may sign, over these bytes and nothing else', () => {
  const { bundle } = signBlobWithKey(FILE, key);
  assert.match(whyNot(bundle), /^trusted: /);
  assert.match(
    whyNot(bundle, Buffer.from('other')),
    /^has a signature that is not one of a\.pub over these bytes/,
  );
  assert.equal(
    whyNot(signBlobWithKey(FILE, makeSigningKey()).bundle),
    'is signed with a key that is not trusted',
  );
});

test('a signature of a statement is none of a file, though the key is right', () => {
  assert.equal(
    whyNot(signWithKey(FILE, key).bundle),
    'has a signature that is of a statement, and not of the file',
  );
});

test('a job of a pull request, and one that was run again with SSH, sign no release', () => {
  const home = 'https://github.com/acme/weather';
  const certificate: CertificateFacts = {
    subject: `${home}/.github/workflows/release.yml@refs/tags/v1.2.0`,
    issuer: 'https://token.actions.githubusercontent.com',
    ...{ runner: 'github-hosted', repository: home, commit: '1'.repeat(40) },
    ...{ ref: 'refs/tags/v1.2.0', trigger: 'push' },
  };
  const verdict = (more: Partial<CertificateFacts>, github = 'acme/weather'): string => {
    const judged = judgeSigner({ kind: 'certificate', certificate: { ...certificate, ...more } }, [
      { github },
    ]);
    return judged.kind === 'refused' ? judged.why : 'trusted';
  };
  assert.equal(verdict({}), 'trusted');
  assert.equal(verdict({ trigger: 'pull_request_target' }), 'is signed by a job of a pull request');
  assert.equal(verdict({ ref: 'refs/pull/7/merge' }), 'is signed by a job of a pull request');
  assert.match(verdict({ runner: 'ssh-rerun' }), /^is signed by a job that was run again with SSH/);
  assert.match(verdict({}, 'acme/other'), /who is not trusted$/);
});
