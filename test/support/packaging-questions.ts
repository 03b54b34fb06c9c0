import type { PackagingQuestion } from '../../src/release/channels/packaging.ts';
import { type GivenFile, type GivenRelease, madeManifest } from './release-folder.ts';

const wheel: GivenFile = { name: 'weather-1.2.0-py3-none-any.whl', kind: 'wheel', content: 'wheel' };
const sdist: GivenFile = { name: 'weather-1.2.0.tar.gz', kind: 'sdist', content: 'sdist' };
const requirements: GivenFile = {
  name: 'weather-1.2.0-requirements.txt',
  kind: 'requirements',
  content: 'certifi==2026.1.1 --hash=sha256:00\n',
};
const sums: GivenFile = { name: 'SHA256SUMS', kind: 'checksums', content: 'sums' };
const npm: GivenFile = { name: 'weather-1.2.0.tgz', kind: 'npm', content: 'npm' };
const binary = (os: 'linux' | 'macos' | 'windows', arch: 'x64' | 'arm64', end: string): GivenFile => ({
  name: `weather-1.2.0-${os}-${arch}${end}`,
  kind: 'binary',
  content: `${os} ${arch}`,
  platform: { os, arch },
});

/** A release of Python that needs another package, and installs `weather`. */
export function pythonQuestion<Options>(
  options: Options,
  given: GivenRelease = {},
): PackagingQuestion<Options> {
  const { channels, ...draft } = madeManifest({ files: [wheel, sdist, requirements, sums], ...given });
  void channels;
  const python = {
    name: 'weather',
    dependencies: ['certifi'],
    scripts: ['weather'],
    requiresPython: '>=3.11',
  };
  return { draft, options, facts: { python, npm: undefined } };
}

export function npmQuestion<Options>(options: Options): PackagingQuestion<Options> {
  const { channels, ...draft } = madeManifest({ files: [npm, sums] });
  void channels;
  return {
    draft,
    options,
    facts: { python: undefined, npm: { name: 'weather', private: false, dependencies: [] } },
  };
}

/** Programs for each system. */
export function binaryQuestion<Options>(options: Options, end = '.exe'): PackagingQuestion<Options> {
  const files = [
    binary('linux', 'x64', '.tar.gz'),
    binary('macos', 'arm64', '.tar.gz'),
    binary('macos', 'x64', '.tar.gz'),
    binary('windows', 'x64', end),
    binary('windows', 'arm64', end),
    sums,
  ];
  const { channels, ...draft } = madeManifest({ files });
  void channels;
  return { draft, options, facts: { python: undefined, npm: undefined } };
}
