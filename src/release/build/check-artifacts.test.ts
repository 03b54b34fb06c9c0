import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pack } from 'tar-stream';
import { anonymousGzip } from '../../platform/compression.ts';
import { sha256 } from '../../platform/digest.ts';
import { projectFacts } from '../metadata/project-facts.ts';
import { releaseVersion } from '../metadata/release-version.ts';
import type { Artifact } from './artifact.ts';
import { checkArtifacts } from './check-artifacts.ts';
import { readImageLayout } from './image-layout.ts';

const facts = projectFacts({ pyproject: '[project]\nname = "The.Weather"\n', packageJson: undefined });

async function tar(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function said(version: string, ...artifacts: readonly Pick<Artifact, 'name' | 'kind' | 'content'>[]) {
  const of = releaseVersion(version);
  assert.ok(of);
  return (await checkArtifacts(artifacts, { version: of, facts })).map(({ message }) => message);
}

const empty = Buffer.alloc(0);

test('names of Python packages say the version as Python writes it, and the project as it is normalized', async () => {
  const wheel = { name: 'the_weather-1.2.0rc1-1-py3-none-any.whl', kind: 'wheel', content: empty } as const;
  const sdist = { name: 'the_weather-1.2.0rc1.tar.gz', kind: 'sdist', content: empty } as const;
  assert.deepEqual(await said('1.2.0-rc.1', wheel, sdist), []);
  assert.deepEqual(await said('1.2.0', wheel, { ...sdist, name: 'sky-1.2.0.tar.gz' }), [
    'the_weather-1.2.0rc1-1-py3-none-any.whl is of version 1.2.0rc1, and the tag says 1.2.0',
    'sky-1.2.0.tar.gz is of the project sky, and pyproject.toml says The.Weather',
  ]);
});

test('a package of npm says its version within', async () => {
  const content = anonymousGzip(
    await tar({ 'package/package.json': '{"name":"weather","version":"1.1.0"}' }),
  );
  assert.deepEqual(await said('1.2.0', { name: 'weather-1.2.0.tgz', kind: 'npm', content }), [
    'weather-1.2.0.tgz is of version 1.1.0, and the tag says 1.2.0',
  ]);
  assert.deepEqual(await said('1.2.0', { name: 'weather-1.2.0.tgz', kind: 'npm', content: empty }), [
    'weather-1.2.0.tgz has no package/package.json with a name and a version',
  ]);
});

test('two files whose names differ in case alone cannot be in one release', async () => {
  const file = { name: 'Weather', kind: 'binary', content: empty } as const;
  assert.deepEqual(await said('1.2.0', file, { ...file, name: 'weather' }), [
    'two files of the release are called weather',
  ]);
});

test('an image is known by the digest of the manifest that its layout names', async () => {
  const manifest = '{"schemaVersion":2}';
  const digest = `sha256:${sha256(manifest)}`;
  const layout = {
    'oci-layout': '{"imageLayoutVersion":"1.0.0"}',
    'index.json': JSON.stringify({ manifests: [{ digest }] }),
    [`blobs/sha256/${sha256(manifest)}`]: manifest,
  };
  assert.deepEqual(await readImageLayout(await tar(layout)), { digest });
  const wrong: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{ 'manifest.json': '[]' }, "has Docker's own layout, and not that of OCI"],
    [{ readme: '' }, 'has no oci-layout in it'],
    [{ ...layout, 'index.json': '{' }, 'has no index.json that can be read'],
    [
      { ...layout, 'index.json': JSON.stringify({ manifests: [{ digest }, { digest }] }) },
      'has 2 images in its index.json, and not one',
    ],
    [
      { ...layout, [`blobs/sha256/${sha256(manifest)}`]: '{}' },
      `does not hold the manifest that its index.json names, ${digest}`,
    ],
  ];
  for (const [files, why] of wrong) assert.deepEqual(await readImageLayout(await tar(files)), { why });
  assert.deepEqual(await said('1.2.0', { name: 'image.tar', kind: 'image', content: empty }), [
    'the archive of the image is no tarball',
  ]);
});
