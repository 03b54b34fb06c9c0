import semver from 'semver';

/**
 * A version as Chocolatey's feed has it: NuGet's normal form without dots in what follows the dash, which the feed takes for semver 2 and refuses
 * (docs.chocolatey.org, "Create packages", versioning): `1.0.0-rc.1` is `1.0.0-rc1`.
 */
export function nugetVersion(version: string): string {
  const parsed = semver.parse(version);
  if (parsed === null) throw new Error(`Internal error: '${version}' is no version`);
  const core = `${parsed.major}.${parsed.minor}.${parsed.patch}`;
  return parsed.prerelease.length === 0 ? core : `${core}-${parsed.prerelease.join('')}`;
}
