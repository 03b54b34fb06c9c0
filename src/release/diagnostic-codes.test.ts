import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { RELEASE_CODES } from './diagnostic-codes.ts';

const root = join(import.meta.dirname, '..', '..', '..');

test('every code of a release has a heading in docs/diagnostics.md, with a bad example and its mend', () => {
  const sections = readFileSync(join(root, 'docs/diagnostics.md'), 'utf8').split(/^### /m);
  for (const code of RELEASE_CODES) {
    const section = sections.find((one) => one.startsWith(`${code}\n`)) ?? '';
    assert.match(section, /```[\s\S]+```[\s\S]*\nFix: /, code);
  }
});
