import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changelogSection } from './changelog.ts';

const TEXT = `# Changelog

## [Unreleased]

- later

## [1.2.0] - 2026-11-20

### Added

- a thing

## 1.2.0-rc.1

## v1.1.0 (2026-01-01)

- first

[1.2.0]: https://example.com/compare
`;

for (const [version, section] of [
  ['1.2.0', '### Added\n\n- a thing'],
  ['1.2.0-rc.1', ''],
  ['1.1.0', '- first'],
  ['1.2', undefined],
  ['1.0.0', undefined],
] as const)
  test(`the part of ${version}`, () => {
    assert.equal(changelogSection(TEXT, version), section);
    assert.equal(changelogSection(TEXT.replaceAll('\n', '\r\n'), version), section);
  });
