import type { OpenRelease } from '../../src/release/manifest/read-release.ts';
import { imageArchive } from './image-archive.ts';
import { npmPackage, tarball, zip } from './packed-files.ts';
import type { GivenRelease } from './release-folder.ts';
import { releaseSurroundings } from './release-surroundings.ts';

const FORMULA = 'class Weather < Formula\n  url "https://x.example/v1.2.0/weather-1.2.0.tar.gz"\nend\n';
const NUSPEC =
  '<?xml version="1.0"?><package><metadata><id>weather</id><version>1.2.0</version></metadata></package>';
const METADATA = `Metadata-Version: 2.1
Name: weather
Version: 1.2.0
Summary: Tells the weather
Author-email: Acme <acme@example.com>
License: Apache-2.0
Classifier: Programming Language :: Python :: 3
Classifier: Typing :: Typed
Requires-Python: >=3.8
Requires-Dist: rich>=13; extra == "maps"
Provides-Extra: maps
Project-URL: Homepage, https://weather.example
Keywords: weather,forecast
Description-Content-Type: text/markdown

# Weather

It rains: “less”.
`;

/** A small release that goes everywhere: real packages that real tools install. */
export async function smallRelease(): Promise<GivenRelease> {
  const { archive, digest } = await imageArchive();
  const package_ = {
    name: '@acme/weather',
    version: '1.2.0',
    repository: 'github:acme/weather',
  };
  const files = [
    { name: 'weather-1.2.0-source.tar.gz', kind: 'source', content: 'the sources' },
    { name: 'SHA256SUMS', kind: 'checksums', content: 'sums' },
    { name: 'weather-1.2.0.cdx.json', kind: 'sbom', content: '{"bomFormat":"CycloneDX"}' },
    { name: 'acme-weather-1.2.0.tgz', kind: 'npm', content: await npmPackage(package_) },
    { name: 'weather-1.2.0.oci.tar', kind: 'image', content: archive },
    {
      name: 'weather-1.2.0.tar.gz',
      kind: 'sdist',
      content: await tarball({
        'weather-1.2.0/PKG-INFO': METADATA,
        'weather-1.2.0/weather.py': 'RAIN = 1\n',
      }),
    },
    {
      name: 'weather-1.2.0-py3-none-any.whl',
      kind: 'wheel',
      content: zip({
        'weather.py': 'RAIN = 1\n',
        'weather-1.2.0.dist-info/METADATA': METADATA,
        'weather-1.2.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
        'weather-1.2.0.dist-info/RECORD':
          'weather.py,,\nweather-1.2.0.dist-info/METADATA,,\nweather-1.2.0.dist-info/WHEEL,,\nweather-1.2.0.dist-info/RECORD,,\n',
      }),
    },
    { name: 'weather.rb', kind: 'formula', content: FORMULA },
    { name: 'weather.json', kind: 'scoop', content: '{\r\n    "version": "1.2.0"\r\n}\r\n' },
    { name: 'weather.1.2.0.nupkg', kind: 'nupkg', content: zip({ 'weather.nuspec': NUSPEC }) },
  ] as const;
  return {
    files,
    channels: [
      {
        ...{ name: 'container', image: 'ghcr.io/acme/weather', file: 'weather-1.2.0.oci.tar', digest },
        ...{ tags: ['1.2.0', '1.2', 'latest'], attached: ['weather-1.2.0.cdx.json'], secret: 'GITHUB_TOKEN' },
      },
      {
        ...{ name: 'github', repository: 'acme/weather', title: 'weather 1.2.0', latest: true },
        assets: ['weather-1.2.0-source.tar.gz', 'SHA256SUMS'],
      },
      {
        ...{ name: 'npm', package: '@acme/weather', file: 'acme-weather-1.2.0.tgz', distTag: 'latest' },
        secret: 'NPM_TOKEN',
      },
      { name: 'pypi', project: 'weather', files: ['weather-1.2.0-py3-none-any.whl', 'weather-1.2.0.tar.gz'] },
      {
        ...{ name: 'homebrew', repository: 'acme/homebrew-tap', branch: 'main', path: 'Formula/weather.rb' },
        ...{ file: 'weather.rb', message: 'weather 1.2.0', by: 'commit', secret: 'TAP_TOKEN' },
        // Nobody is there: a rehearsal must not ask.
        url: 'http://127.0.0.1:9/acme/homebrew-tap.git',
      },
      {
        ...{ name: 'scoop', repository: 'acme/scoop-bucket', branch: 'main', path: 'bucket/weather.json' },
        ...{ file: 'weather.json', message: 'weather: Update to version 1.2.0', by: 'commit' },
      },
      { name: 'chocolatey', id: 'weather', file: 'weather.1.2.0.nupkg', push: 'http://127.0.0.1:9/' },
    ],
  };
}

/** The same as it is read from its folder. */
export async function rehearsedRelease(): Promise<OpenRelease> {
  const { manifest, files } = releaseSurroundings(await smallRelease());
  return { folder: '/release', digest: '0'.repeat(64), manifest, files };
}
