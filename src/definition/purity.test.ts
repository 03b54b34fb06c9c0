import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEvidentlyPure } from './purity.ts';

test('plain data and functions over it are pure', () => {
  const code = 'var jobs = ["a"].map((name) => [name, "npm run " + name]);\nexport { jobs as default };';
  assert.equal(isEvidentlyPure(code), true);
});

test('whatever reaches the world, or could, is not', () => {
  for (const code of [
    'process.env.X',
    'new Date()',
    "Math['random']()",
    'const { random } = Math',
    "fetch('x')",
    'globalThis.x',
    "[].constructor.constructor('return 1')()",
    'await import(x)',
    'new Error().stack',
    "x['pro\\x63ess']",
    '[].sort((a, b) => a.localeCompare(b))',
  ])
    assert.equal(isEvidentlyPure(code), false, code);
});
