import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameVersion, laterTags, previousTag, releaseVersion, versionOfTag } from './release-version.ts';

const PEP_440 = [
  ['1.2.0', '1.2.0'],
  ['1.2.0-rc.1', '1.2.0rc1'],
  ['1.2.0-rc1', '1.2.0rc1'],
  ['1.2.0-alpha', '1.2.0a0'],
  ['1.2.0-beta.10', '1.2.0b10'],
  ['1.2.0-dev.3', '1.2.0.dev3'],
  ['1.2.0-alpha.beta', undefined],
  ['1.2.0-rc.1.2', undefined],
  ['1.2.0-snapshot', undefined],
] as const;

for (const [semver, pep440] of PEP_440)
  test(`${semver} is ${pep440 ?? 'nothing'} to Python`, () => {
    assert.equal(releaseVersion(semver)?.pep440, pep440);
  });

for (const text of ['01.2.3', '1.0.0-01', '1.2.3\n', ' 1.2.3', 'v1.2.3', '1.2', '1.2.3+build', '', '1.2.3-'])
  test(`${JSON.stringify(text)} is no version`, () => {
    assert.equal(releaseVersion(text), undefined);
  });

test('a version with a dash in its pre-release is one', () => {
  assert.equal(releaseVersion('1.0.0-alpha-1')?.version, '1.0.0-alpha-1');
});

test('the version of a tag is what stands in the place of {version}', () => {
  assert.equal(versionOfTag('v{version}', 'v1.2.0')?.version, '1.2.0');
  assert.equal(versionOfTag('weather-{version}-final', 'weather-1.2.0-final')?.version, '1.2.0');
  for (const tag of ['1.2.0', 'vv1.2.0', 'v1.2.0 ', 'v'])
    assert.equal(versionOfTag('v{version}', tag), undefined);
});

test('what Python normalises is the same version', () => {
  const release = releaseVersion('1.2.0-rc.1');
  assert.ok(release);
  for (const text of ['1.2.0-rc.1', '1.2.0rc1', '1.2.0RC1', '1.2.0-c.1', '1.2.0_rc_1'])
    assert.ok(isSameVersion(release, text), text);
  for (const text of ['1.2.0', '1.2.0rc2', '1.2.0b1', '1.2']) assert.ok(!isSameVersion(release, text), text);
});

test('the version before is the highest that is lower, and pre-releases count for pre-releases only', () => {
  const tags = ['v1.9.0', 'v1.10.0', 'v2.0.0-rc.1', 'nightly', 'v2.0.0', 'v0.1.0'];
  const before = (version: string): string | undefined => {
    const release = releaseVersion(version);
    return release && previousTag('v{version}', tags, release);
  };
  assert.equal(before('2.0.0'), 'v1.10.0');
  assert.equal(before('2.0.0-rc.2'), 'v2.0.0-rc.1');
  assert.equal(before('0.0.1'), undefined);
  const old = releaseVersion('1.9.1');
  assert.deepEqual(old && laterTags('v{version}', tags, old), ['v1.10.0', 'v2.0.0-rc.1', 'v2.0.0']);
});
