import semver from 'semver';

/** The version that a tag stands for. */
export interface ReleaseVersion {
  /** By semver 2.0.0, without build metadata: `1.2.0-rc.1`. */
  readonly version: string;
  /** The same as Python writes it (PEP 440): `1.2.0rc1`; undefined where PEP 440 has no word for it. */
  readonly pep440: string | undefined;
  readonly isPrerelease: boolean;
}

const PLACE = '{version}';

/** `v{version}` and `v1.2.0` make `1.2.0`; undefined for a tag of another form, or one that is no semver. Strict: `v01.2.0` is none. */
export function versionOfTag(pattern: string, tag: string): ReleaseVersion | undefined {
  const [before = '', after = ''] = pattern.split(PLACE);
  if (!tag.startsWith(before) || !tag.endsWith(after) || tag.length < before.length + after.length)
    return undefined;
  return releaseVersion(tag.slice(before.length, tag.length - after.length));
}

/** Undefined for what is no semver; build metadata is refused: registries take two versions that differ in it alone for one. */
export function releaseVersion(text: string): ReleaseVersion | undefined {
  // The library trims, and takes a leading `v`.
  const parsed = /^\d/.test(text) && !/\s$/.test(text) ? semver.parse(text) : null;
  if (parsed === null || parsed.build.length > 0) return undefined;
  return {
    version: parsed.version,
    pep440: pep440Of(parsed),
    isPrerelease: parsed.prerelease.length > 0,
  };
}

const PHASES: Readonly<Record<string, string>> = {
  alpha: 'a',
  a: 'a',
  beta: 'b',
  b: 'b',
  rc: 'rc',
  dev: '.dev',
};

/**
 * `1.2.0-rc.1` is `1.2.0rc1`, `1.2.0-dev.3` is `1.2.0.dev3` (packaging.python.org, "Version specifiers", pre-releases). Anything else
 * has no counterpart: `1.0.0-alpha.beta`.
 */
function pep440Of({ major, minor, patch, prerelease }: semver.SemVer): string | undefined {
  const release = `${major}.${minor}.${patch}`;
  if (prerelease.length === 0) return release;
  const [word, number = 0, ...rest] = prerelease;
  // `rc1` is one identifier to semver.
  const joined = /^([a-z]+)(\d+)$/.exec(String(word));
  const phase = PHASES[joined?.[1] ?? String(word)];
  const count = joined === null ? number : Number(joined[2]);
  const left = joined === null ? rest.length : prerelease.length - 1;
  if (phase === undefined || left > 0 || typeof count !== 'number') return undefined;
  return `${release}${phase}${count}`;
}

/** Do a tag and a file say the same version, each in its own way to write it? */
export function isSameVersion(release: ReleaseVersion, declared: string): boolean {
  const text = declared.trim();
  return text === release.version || (release.pep440 !== undefined && normalPep440(text) === release.pep440);
}

/** `1.2.0-RC.1`, `1.2.0_rc1` and `v1.2.0rc1` are one version to Python ("Version specifiers", normalization). */
function normalPep440(text: string): string {
  return text
    .toLowerCase()
    .replace(/^v/, '')
    .replace(/[-_.]?(alpha|beta|preview|pre|rc|a|b|c)[-_.]?(\d*)/, (_, word: string, count: string) => {
      const phase = word.startsWith('a') ? 'a' : word.startsWith('b') ? 'b' : 'rc';
      return `${phase}${Number(count === '' ? '0' : count)}`;
    })
    .replace(/[-_.]?dev[-_.]?(\d*)/, (_, count: string) => `.dev${Number(count === '' ? '0' : count)}`);
}

/** The tag of the version before, by precedence; undefined when there is none. Pre-releases come before a pre-release only. */
export function previousTag(
  pattern: string,
  tags: readonly string[],
  release: ReleaseVersion,
): string | undefined {
  const known = tags.flatMap((tag) => {
    const of = versionOfTag(pattern, tag);
    return of === undefined || (of.isPrerelease && !release.isPrerelease)
      ? []
      : [{ tag, version: of.version }];
  });
  return known
    .filter(({ version }) => semver.lt(version, release.version))
    .sort((one, other) => semver.rcompare(one.version, other.version))[0]?.tag;
}

/** The versions of all tags that are of one. */
export function taggedVersions(pattern: string, tags: readonly string[]): readonly string[] {
  return tags.flatMap((tag) => versionOfTag(pattern, tag)?.version ?? []);
}

/** Tags whose version is higher already. */
export function laterTags(
  pattern: string,
  tags: readonly string[],
  release: ReleaseVersion,
): readonly string[] {
  return tags.filter((tag) => {
    const of = versionOfTag(pattern, tag);
    return of !== undefined && semver.gt(of.version, release.version);
  });
}

/** Of tags that are releases, and no pre-releases, the one with the highest version. */
export function latestRelease(pattern: string, tags: readonly string[]): string | undefined {
  const released = tags.flatMap((tag) => {
    const of = versionOfTag(pattern, tag);
    return of === undefined || of.isPrerelease ? [] : [{ tag, version: of.version }];
  });
  return released.sort((one, other) => semver.rcompare(one.version, other.version))[0]?.tag;
}
