import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { globSync } from 'tinyglobby';

test('templates of HTML are ASCII: the bundle is read byte by byte, and a tagged template cannot be written with escapes', () => {
  const files = globSync(['src/**/*.ts'], { ignore: ['**/*.test.ts'] });
  assert.ok(files.length > 100);
  const wrong = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bhtml`(?:[^`\\]|\\.)*`/gsu)]
      .flatMap(([text]) => /[^\u0000-\u007f]/u.exec(text)?.[0] ?? [])
      .map((character) => `${file}: ${character}, write &#${character.codePointAt(0)};`),
  );
  assert.deepEqual(wrong, []);
});
