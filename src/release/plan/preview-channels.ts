import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ChannelsConfig } from '../../pipeline/channels-config.ts';
import type { BuildStep } from '../build/build-steps.ts';
import type { RuntimePackages } from '../evidence/runtime-packages.ts';
import { channelFiles } from '../manifest/channel-files.ts';
import { desiredChannels } from '../manifest/desired-channels.ts';
import type { ReleaseDraft, ReleaseFile, ReleaseSubject } from '../manifest/release-manifest.ts';
import type { ProjectFacts } from '../metadata/project-facts.ts';
import type { ReleaseVersion } from '../metadata/release-version.ts';

export interface PreviewQuestion {
  readonly project: string;
  readonly tag: string;
  readonly version: ReleaseVersion;
  readonly about: ReleaseSubject;
  readonly facts: ProjectFacts;
  readonly steps: readonly BuildStep[];
  readonly runtime: RuntimePackages;
  readonly config: ChannelsConfig;
  /** Versions that are tagged already. */
  readonly versions: readonly string[];
}

const ZEROS = '0'.repeat(64);

/**
 * What would stand against the channels, were everything built as it is usually called: rules of package managers, and channels with nothing to serve. Found
 * before anything is built, and found again when it is.
 */
export function previewChannels(question: PreviewQuestion): readonly Diagnostic[] {
  const { config, facts, versions, steps, runtime } = question;
  const draft = draftOf(question);
  // Where they are, PyPI says when it is asked; here nobody is.
  const resources = (runtime.requirements?.frozen ?? []).map(({ name }) => ({
    name,
    url: `https://files.pythonhosted.org/packages/${name}.tar.gz`,
    sha256: ZEROS,
  }));
  const rendered = channelFiles({ draft, config, facts, resources, versions });
  // One that cannot be rendered has said so: it is not told again that there is nothing to serve.
  const files = (['formula', 'scoop', 'nupkg'] as const).map((kind) => file(`preview.${kind}`, kind));
  const imageDigest = steps.some(({ kind }) => kind === 'image') ? `sha256:${ZEROS}` : undefined;
  const desired = desiredChannels({
    draft: { ...draft, files: [...draft.files, ...files] },
    ...{ config, facts, imageDigest, versions },
  });
  return [...rendered.diagnostics, ...desired.diagnostics];
}

function draftOf({ project, tag, version, about, facts, steps }: PreviewQuestion): ReleaseDraft {
  const files = steps.flatMap((step) => usualFiles(step, facts, version));
  return {
    manifest: 1,
    ...{ project, tag, about, version: version.version, prerelease: version.isPrerelease },
    ...(version.pep440 !== undefined && { pep440: version.pep440 }),
    ...{ commit: '0'.repeat(40), tree: '0'.repeat(40), committedAt: '2000-01-01T00:00:00Z', notes: '-' },
    files: [
      ...files,
      file(`${project}-${version.version}-source.tar.gz`, 'source'),
      file('SHA256SUMS', 'checksums'),
    ],
  };
}

function usualFiles(
  { kind, platform }: BuildStep,
  { python, npm }: ProjectFacts,
  { version, pep440 = version }: ReleaseVersion,
): readonly ReleaseFile[] {
  switch (kind) {
    case 'wheel': {
      const stem = `${(python?.name ?? '').toLowerCase().replace(/[-_.]+/g, '_')}-${pep440}`;
      return [file(`${stem}-py3-none-any.whl`, 'wheel'), file(`${stem}.tar.gz`, 'sdist')];
    }
    case 'npm':
      return [file(`${(npm?.name ?? '').replace(/^@/, '').replace('/', '-')}-${version}.tgz`, 'npm')];
    case 'image':
      return [file('image.tar', 'image')];
    case 'binary': {
      const place = platform === undefined ? 'any' : `${platform.os}-${platform.arch}`;
      const ending = platform?.os === 'windows' ? '.zip' : '.tar.gz';
      return [{ ...file(`${place}${ending}`, 'binary'), ...(platform !== undefined && { platform }) }];
    }
    default:
      return kind satisfies never;
  }
}

function file(name: string, kind: ReleaseFile['kind']): ReleaseFile {
  return { name, kind, size: 0, sha256: ZEROS, sha512: ZEROS + ZEROS };
}
