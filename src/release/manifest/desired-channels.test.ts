import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GivenFile, madeManifest } from '../../../test/support/release-folder.ts';
import type { ChannelsConfig } from '../../pipeline/channels-config.ts';
import { projectFacts } from '../metadata/project-facts.ts';
import { desiredChannels } from './desired-channels.ts';

const facts = projectFacts({
  pyproject: '[project]\nname = "weather"\n',
  packageJson: '{"name":"@acme/weather"}',
});
const FILES: readonly GivenFile[] = (
  [
    ['weather-1.2.0-py3-none-any.whl', 'wheel'],
    ['weather-1.2.0.tar.gz', 'sdist'],
    ['acme-weather-1.2.0.tgz', 'npm'],
    ['weather-1.2.0-image.tar', 'image'],
    ['weather-1.2.0.cdx.json', 'sbom'],
    ['weather.rb', 'formula'],
    ['weather.json', 'scoop'],
    ['SHA256SUMS', 'checksums'],
  ] as const
).map(([name, kind]) => ({ name, kind, content: name }));

function desired(
  config: ChannelsConfig,
  version = '1.2.0',
  versions: readonly string[] = [version],
  files = FILES,
) {
  const { channels: _, ...draft } = madeManifest({ version, tag: `v${version}`, files });
  const imageDigest = `sha256:${'1'.repeat(64)}`;
  const found = desiredChannels({ draft, config, facts, imageDigest, versions });
  return found.ok ? found.value : found.diagnostics.map(({ message }) => message);
}

test('each channel shall serve what it is for, in the order of publishing', () => {
  const channels = desired({
    scoop: { bucket: 'acme/bucket' },
    homebrew: { tap: 'acme/homebrew-tap', secret: 'TAP_TOKEN', by: 'dispatch', workflow: 'bump.yml' },
    pypi: true,
    npm: { secret: 'NPM_TOKEN' },
    github: true,
    container: { image: 'ghcr.io/acme/weather' },
    chocolatey: false,
  });
  assert.deepEqual(channels, [
    {
      name: 'container',
      image: 'ghcr.io/acme/weather',
      file: 'weather-1.2.0-image.tar',
      digest: `sha256:${'1'.repeat(64)}`,
      tags: ['1.2.0', '1.2', '1', 'latest'],
      attached: ['weather-1.2.0.cdx.json'],
    },
    {
      name: 'github',
      repository: 'acme/weather',
      title: 'v1.2.0',
      assets: [
        'SHA256SUMS',
        'acme-weather-1.2.0.tgz',
        'weather-1.2.0-py3-none-any.whl',
        'weather-1.2.0.cdx.json',
        'weather-1.2.0.tar.gz',
      ],
      latest: true,
    },
    {
      name: 'npm',
      package: '@acme/weather',
      file: 'acme-weather-1.2.0.tgz',
      distTag: 'latest',
      secret: 'NPM_TOKEN',
    },
    { name: 'pypi', project: 'weather', files: ['weather-1.2.0-py3-none-any.whl', 'weather-1.2.0.tar.gz'] },
    {
      name: 'homebrew',
      repository: 'acme/homebrew-tap',
      path: 'Formula/weather.rb',
      file: 'weather.rb',
      message: 'weather 1.2.0',
      branch: 'main',
      by: 'dispatch',
      workflow: 'bump.yml',
      secret: 'TAP_TOKEN',
    },
    {
      name: 'scoop',
      repository: 'acme/bucket',
      path: 'bucket/weather.json',
      file: 'weather.json',
      message: 'weather: Update to version 1.2.0',
      branch: 'main',
      by: 'commit',
    },
  ]);
});

const LEADS: readonly (readonly [string, readonly string[], string])[] = [
  ['1.2.0', ['1.1.0'], 'latest; 1.2.0 1.2 1 latest; true; homebrew'],
  // A mend of an older series must not lead anybody back.
  ['1.2.1', ['1.2.0', '1.3.0'], 'release-1.2; 1.2.1 1.2; false; -'],
  ['1.3.0', ['2.0.0'], 'release-1.3; 1.3.0 1.3 1; false; -'],
  ['1.2.0', ['1.3.0-rc.1'], 'latest; 1.2.0 1.2 1 latest; true; homebrew'],
  ['2.0.0-rc.1', ['1.0.0'], 'next; 2.0.0-rc.1; false; -'],
  ['0.3.0', [], 'latest; 0.3.0 0.3 latest; true; homebrew'],
];

for (const [version, others, wanted] of LEADS)
  test(`${version} beside ${others.join(', ') || 'nothing'} is led to by: ${wanted}`, () => {
    const config = {
      ...{ npm: true, github: true },
      container: { image: 'acme/weather' },
      homebrew: { tap: 'acme/homebrew-tap' },
    };
    let said = { distTag: '', tags: '', latest: '', tap: '-' };
    for (const channel of desired(config, version, [version, ...others]))
      if (typeof channel === 'string') assert.fail(channel);
      else if (channel.name === 'npm') said = { ...said, distTag: channel.distTag };
      else if (channel.name === 'container') said = { ...said, tags: channel.tags.join(' ') };
      else if (channel.name === 'github') said = { ...said, latest: String(channel.latest) };
      else if (channel.name === 'homebrew') said = { ...said, tap: channel.name };
    assert.equal(Object.values(said).join('; '), wanted);
  });

test('a channel for which nothing was built is a problem, each with what it lacks', () => {
  const config = {
    github: { repository: 'acme/weather' },
    pypi: true,
    npm: true,
    container: { image: 'acme/weather' },
    chocolatey: true,
  };
  assert.deepEqual(desired(config, '1.2.0', [], []), [
    'container has nothing to serve: nothing builds an image',
    'npm has nothing to serve: nothing builds a package of npm',
    'pypi has nothing to serve: nothing builds a wheel or a source distribution',
    'chocolatey has nothing to serve: no package could be made',
  ]);
});
