import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaredVersion } from './declared-version.ts';

for (const [path, text, expected] of [
  ['pyproject.toml', '[project]\nname = "a"\nversion = "1.2.0"\n', '1.2.0'],
  ['pyproject.toml', '[tool.poetry]\nversion = "1.2.0"\n', '1.2.0'],
  ['pyproject.toml', '[project]\nname = "a"\ndynamic = ["version"]\n', 'dynamic'],
  ['pyproject.toml', '[project]\nname = "a"\n', 'it names no version'],
  ['pyproject.toml', '[project\n', 'it cannot be read'],
  ['packages/a/package.json', '{"version": "1.2.0"}', '1.2.0'],
  ['package.json', '{"private": true}', 'it names no version'],
  ['package.json', 'null', 'it names no version'],
  ['Cargo.toml', '[package]\nversion = "1.2.0"\n', '1.2.0'],
  ['Cargo.toml', '[workspace.package]\nversion = "1.2.0"\n', '1.2.0'],
  ['Cargo.toml', '[package]\nversion.workspace = true\n', 'its version is that of a workspace'],
  ['version.txt', '1.2.0', 'lockstep does not know where its version stands'],
] as const)
  test(`${path} of ${JSON.stringify(text)}: ${expected}`, () => {
    const found = declaredVersion(path, text);
    assert.equal(
      found.kind === 'version' ? found.version : found.kind === 'none' ? found.reason : found.kind,
      expected,
    );
  });
