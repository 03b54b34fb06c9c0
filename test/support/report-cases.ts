import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/**
 * Cases whose input is a folder and whose output is a whole report, `expected.txt` in it; and every code has a case of its name.
 * `of` completes the name of that last test: every code of …
 */
export function reportCases(
  folder: string,
  of: string,
  codes: readonly string[],
  report: (name: string) => Promise<string>,
): void {
  for (const name of readdirSync(folder).sort())
    test(`the case ${name} reads as expected`, async () => {
      const actual = await report(name);
      const path = join(folder, name, 'expected.txt');
      // LOCKSTEP_UPDATE_CASES=1 writes what is there now; read the difference before you keep it.
      if (process.env.LOCKSTEP_UPDATE_CASES === '1') writeFileSync(path, actual);
      assert.equal(actual, readFileSync(path, 'utf8'));
    });

  test(`every code of ${of} has a case of its name, whose report has the code`, () => {
    for (const code of codes)
      assert.match(readFileSync(join(folder, code, 'expected.txt'), 'utf8'), new RegExp(`\\[${code}\\]`));
  });
}
