import semver from 'semver';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../diagnostics/result.ts';
import type { ChannelName, ChannelsConfig, TapDeliveryConfig } from '../../pipeline/channels-config.ts';
import { releaseProblem } from '../build/release-problem.ts';
import type { ProjectFacts } from '../metadata/project-facts.ts';
import { CHANNEL_ORDER } from '../plan/channel-order.ts';
import type { DesiredChannel, ReleaseDraft, ReleaseFileKind } from './release-manifest.ts';

export interface DesireQuestion {
  readonly draft: ReleaseDraft;
  readonly config: ChannelsConfig;
  readonly facts: ProjectFacts;
  /** `sha256:…`; undefined when no image was built. */
  readonly imageDigest: string | undefined;
  /** Versions that are tagged already. */
  readonly versions: readonly string[];
}

/** What each channel of the definition shall serve, in the order of publishing. A channel that has nothing to serve is a problem. */
export function desiredChannels(question: DesireQuestion): Result<readonly DesiredChannel[]> {
  const channels: DesiredChannel[] = [];
  const problems: Diagnostic[] = [];
  for (const name of CHANNEL_ORDER) {
    const { [name]: config } = question.config;
    if (config === undefined || config === false || !isFor(name, question)) continue;
    const made = MAKERS[name](question);
    if (typeof made === 'string')
      problems.push(
        releaseProblem('release-channel-file', `${name} has nothing to serve: ${made}`, {
          at: ['channels', name],
          fix: 'Build it (release.build), or take the channel out.',
        }),
      );
    else {
      const secret = secretOf(config);
      channels.push({ ...made, ...(secret !== undefined && { secret }) });
    }
  }
  return problems.length > 0 ? failure(...problems) : success(channels);
}

/** Taps and buckets have one version for everybody: neither a pre-release nor a version that is older than what they have. */
export function isFor(
  name: ChannelName,
  { draft, versions }: Pick<DesireQuestion, 'draft' | 'versions'>,
): boolean {
  return (name !== 'homebrew' && name !== 'scoop') || leads(draft.version, versions);
}

/** Is a version the one that people are shown: no pre-release, and none of these is newer? */
function leads(
  version: string,
  versions: readonly string[],
  within: (other: string) => boolean = () => true,
): boolean {
  if (semver.prerelease(version) !== null) return false;
  return !versions.some(
    (other) => semver.prerelease(other) === null && within(other) && semver.gt(other, version),
  );
}

type Maker = (question: DesireQuestion) => DesiredChannel | string;

const MAKERS: Readonly<Record<ChannelName, Maker>> = {
  github({ draft, config, versions }) {
    const own = typeof config.github === 'object' ? config.github : {};
    const repository = own.repository ?? githubName(draft.about.repository);
    if (repository === undefined)
      return `${draft.about.repository} is not on github.com, and release.channels.github names no repository`;
    return {
      name: 'github',
      repository,
      title: own.title ?? draft.tag,
      assets: draft.files.filter(({ kind }) => !ELSEWHERE.has(kind)).map(({ name }) => name),
      latest: leads(draft.version, versions),
    };
  },
  pypi({ draft, facts }) {
    const files = namesOf(draft, 'wheel', 'sdist');
    if (facts.python === undefined || files.length === 0)
      return 'nothing builds a wheel or a source distribution';
    return { name: 'pypi', project: facts.python.name, files };
  },
  npm({ draft, facts, versions }) {
    const [file, ...more] = namesOf(draft, 'npm');
    if (facts.npm === undefined || file === undefined) return 'nothing builds a package of npm';
    if (more.length > 0) return 'more than one package of npm is built';
    return { name: 'npm', package: facts.npm.name, file, distTag: distTagOf(draft.version, versions) };
  },
  container({ draft, config, imageDigest, versions }) {
    const [file] = namesOf(draft, 'image');
    if (file === undefined || imageDigest === undefined || config.container === undefined)
      return 'nothing builds an image';
    return {
      name: 'container',
      image: config.container.image,
      file,
      digest: imageDigest,
      tags: imageTags(draft.version, versions),
      attached: namesOf(draft, 'sbom', 'provenance'),
    };
  },
  homebrew({ draft, config }) {
    const [file] = namesOf(draft, 'formula');
    const own = config.homebrew;
    if (own === undefined || file === undefined) return 'no formula could be made';
    const name = own.formula ?? draft.project;
    // Homebrew's own form of the message, as `brew bump-formula-pr` writes it.
    const message = `${name} ${draft.version}`;
    return {
      name: 'homebrew',
      repository: own.tap,
      path: `Formula/${name}.rb`,
      file,
      message,
      ...delivery(own),
    };
  },
  scoop({ draft, config }) {
    const [file] = namesOf(draft, 'scoop');
    const own = config.scoop;
    if (own === undefined || file === undefined) return 'no manifest could be made';
    const name = own.app ?? draft.project;
    // As bin/auto-pr.ps1 of Scoop writes it.
    const message = `${name}: Update to version ${draft.version}`;
    return {
      name: 'scoop',
      repository: own.bucket,
      path: `bucket/${name}.json`,
      file,
      message,
      ...delivery(own),
    };
  },
  chocolatey({ draft, config }) {
    const [file] = namesOf(draft, 'nupkg');
    if (file === undefined) return 'no package could be made';
    const own = typeof config.chocolatey === 'object' ? config.chocolatey : {};
    return {
      name: 'chocolatey',
      id: own.id ?? draft.project.toLowerCase(),
      file,
      ...(own.feed !== undefined && { feed: own.feed }),
      ...(own.push !== undefined && { push: own.push }),
    };
  },
};

/** What has a channel of its own, and would only be large or in the way beside a release. */
const ELSEWHERE: ReadonlySet<ReleaseFileKind> = new Set(['image', 'formula', 'scoop', 'nupkg']);

function namesOf(draft: ReleaseDraft, ...kinds: readonly ReleaseFileKind[]): readonly string[] {
  return draft.files.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
}

function delivery({ branch = 'main', by = 'commit', workflow, event, url }: TapDeliveryConfig) {
  return {
    ...{ branch, by },
    ...(workflow !== undefined && { workflow }),
    ...(event !== undefined && { event }),
    ...(url !== undefined && { url }),
  };
}

function secretOf(config: unknown): string | undefined {
  return (config as { readonly secret?: string }).secret;
}

export function githubName(repository: string): string | undefined {
  const [, name] = /^https:\/\/github\.com\/([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(repository) ?? [];
  return name;
}

/** `latest` must not move back, and a dist-tag must not read as a range of versions (docs.npmjs.com, "npm-dist-tag"). */
function distTagOf(version: string, versions: readonly string[]): string {
  if (semver.prerelease(version) !== null) return 'next';
  return leads(version, versions) ? 'latest' : `release-${semver.major(version)}.${semver.minor(version)}`;
}

/** `1.2.0`, and each shorter one that this version leads. */
function imageTags(version: string, versions: readonly string[]): readonly string[] {
  const [major, minor] = [semver.major(version), semver.minor(version)];
  const sameMajor = (other: string): boolean => semver.major(other) === major;
  const sameMinor = (other: string): boolean => sameMajor(other) && semver.minor(other) === minor;
  return [
    version,
    ...(leads(version, versions, sameMinor) ? [`${major}.${minor}`] : []),
    ...(major > 0 && leads(version, versions, sameMajor) ? [`${major}`] : []),
    ...(leads(version, versions) ? ['latest'] : []),
  ];
}
