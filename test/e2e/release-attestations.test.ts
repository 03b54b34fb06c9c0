import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { PypiServer } from '../../src/release/rehearsal/servers/pypi-server.ts';
import { isUnsafe, WatchedServer } from '../../src/release/rehearsal/watched-server.ts';
import { temporaryCheckouts } from '../support/lockstep-command.ts';
import { smallRelease } from '../support/rehearsed-release.ts';
import { makeReleaseFolder } from '../support/release-folder.ts';
import { SigstoreServer } from '../support/sigstore-server.ts';

const checkout = temporaryCheckouts();
const WORKFLOW = 'https://github.com/acme/weather/.github/workflows/release.yml@refs/tags/v1.2.0';

interface Attestation {
  readonly version: number;
  readonly verification_material: {
    readonly certificate: string;
    readonly transparency_entries: readonly unknown[];
  };
  readonly envelope: { readonly statement: string; readonly signature: string };
}

test('a job of GitHub publishes to PyPI without a secret, and its attestations can be verified', async () => {
  const keys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sigstore = await SigstoreServer.start(keys, {
    iss: 'https://token.actions.githubusercontent.com',
    san: WORKFLOW,
  });
  sigstore.audiences.add('pypi');
  const pypi = new PypiServer();
  pypi.trusts = () => true;
  const server = await WatchedServer.start({
    handle: (request, base) => pypi.handle(request, base),
    writes: isUnsafe,
  });
  try {
    const release = await smallRelease();
    const place = checkout({
      'servers.json': JSON.stringify({
        pypi: { upload: `${server.url}/legacy/`, simple: `${server.url}/simple`, web: server.url },
        sigstore: { fulcio: sigstore.url, rekor: sigstore.url },
      }),
    });
    const channels = release.channels?.filter(({ name }) => name === 'pypi') ?? [];
    makeReleaseFolder(join(place.path, 'lockstep-release'), { ...release, channels });
    const { code, out, err } = await place.start(
      ['release', 'publish', '--unsigned', '--servers', 'servers.json'],
      { env: { ...sigstore.jobEnvironment, GITHUB_ACTIONS: 'true' } },
    ).ended;
    assert.equal(code, 0, out + err);
    const root = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(sigstore.trustedRoot)));
    const verifier = new Verifier(root, { tlogThreshold: 1, ctlogThreshold: 1 });
    assert.equal(pypi.files.size, 2);
    for (const { filename, fields } of pypi.files.values()) {
      const [attestation, ...more] = JSON.parse(fields.get('attestations')?.[0] ?? '[]') as Attestation[];
      assert.ok(attestation);
      assert.deepEqual(more, []);
      // The way back that PEP 740 describes.
      const { verification_material: material, envelope } = attestation;
      const bundle = {
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: {
          certificate: { rawBytes: material.certificate },
          tlogEntries: material.transparency_entries,
        },
        dsseEnvelope: {
          payload: envelope.statement,
          payloadType: 'application/vnd.in-toto+json',
          signatures: [{ sig: envelope.signature }],
        },
      };
      const signer = verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
      assert.equal(signer.identity?.subjectAlternativeName, WORKFLOW);
      const statement = JSON.parse(Buffer.from(envelope.statement, 'base64').toString()) as {
        readonly subject: readonly { readonly name: string }[];
      };
      assert.deepEqual(
        statement.subject.map(({ name }) => name),
        [filename],
      );
    }
  } finally {
    sigstore.close();
    await server.close();
  }
});
