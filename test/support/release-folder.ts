import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  DesiredChannel,
  ReleaseFile,
  ReleaseManifest,
} from '../../src/release/manifest/release-manifest.ts';

/** A file of a release, by what is in it. */
export interface GivenFile {
  readonly name: string;
  readonly kind: ReleaseFile['kind'];
  readonly content: string | Uint8Array;
  readonly platform?: ReleaseFile['platform'];
}

export interface GivenRelease extends Partial<Omit<ReleaseManifest, 'files' | 'channels'>> {
  readonly files?: readonly GivenFile[];
  readonly channels?: readonly DesiredChannel[];
}

/** As the manifest has it. */
function releaseFile({ name, kind, content, platform }: GivenFile): ReleaseFile {
  const bytes = Buffer.from(content);
  const digest = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
  return {
    ...{ name, kind, size: bytes.byteLength, sha256: digest('sha256'), sha512: digest('sha512') },
    ...(platform !== undefined && { platform }),
  };
}

/** A release of `weather` 1.2.0, with a tarball of its sources unless other files are given. */
export function madeManifest({
  files = [SOURCE],
  channels = [],
  ...given
}: GivenRelease = {}): ReleaseManifest {
  return {
    manifest: 1,
    project: 'weather',
    version: '1.2.0',
    pep440: '1.2.0',
    prerelease: false,
    tag: 'v1.2.0',
    commit: '1'.repeat(40),
    tree: '2'.repeat(40),
    committedAt: '2026-01-31T12:00:00Z',
    previous: 'v1.1.0',
    notes: '- It rains less.',
    about: {
      description: 'Tells the weather',
      repository: 'https://github.com/acme/weather',
      homepage: 'https://weather.example',
      license: 'Apache-2.0',
      authors: ['Acme'],
    },
    ...given,
    files: [...files].sort((one, other) => (one.name < other.name ? -1 : 1)).map(releaseFile),
    channels,
  };
}

const SOURCE: GivenFile = { name: 'weather-1.2.0-source.tar.gz', kind: 'source', content: 'the sources' };

/** Writes the folder of a release as `release build` leaves it, unsigned; gives back its manifest. */
export function makeReleaseFolder(folder: string, given: GivenRelease = {}): ReleaseManifest {
  mkdirSync(folder, { recursive: true });
  const manifest = madeManifest(given);
  for (const { name, content } of given.files ?? [SOURCE]) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, 'release.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}
