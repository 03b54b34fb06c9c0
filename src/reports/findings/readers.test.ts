import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.ts';
import { SourceFile } from '../../diagnostics/source-file.ts';
import { checkReportReaders } from '../report-reader.contract.ts';
import { FINDINGS_READERS } from './readers.ts';

const CASES = 'test/cases/reports/findings';

checkReportReaders(FINDINGS_READERS, CASES);

/** Stands in the cases wherever a secret stood in what the tool wrote. */
const SECRET = 'SECRET-NOT-TO-BE-SHOWN';

for (const reader of FINDINGS_READERS)
  for (const name of readdirSync(join(CASES, reader.name)).sort())
    test(`the ${reader.title} of ${name} reads as expected, and no secret is in the reading`, () => {
      const folder = join(CASES, reader.name, name);
      const input = readdirSync(folder).find((entry) => entry.startsWith('input.')) ?? '';
      const result = reader.read(new SourceFile(input, readFileSync(join(folder, input), 'utf8')));
      const actual = {
        report: result.ok ? result.value : null,
        diagnostics: renderDiagnostics(result.diagnostics),
      };
      const text = `${JSON.stringify(actual, null, 1)}\n`;
      const path = join(folder, 'expected.json');
      // LOCKSTEP_UPDATE_CASES=1 writes what is there now; read the difference before you keep it.
      if (process.env.LOCKSTEP_UPDATE_CASES === '1') writeFileSync(path, text);
      assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(path, 'utf8')));
      assert.ok(!text.includes(SECRET));
    });

test('the README of the cases says of each how it was made', () => {
  const text = readFileSync(join(CASES, 'README.md'), 'utf8');
  const names = FINDINGS_READERS.flatMap((reader) =>
    readdirSync(join(CASES, reader.name)).map((name) => `${reader.name}/${name}`),
  );
  const told = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(told.toSorted(), names.toSorted());
});

/** What may stand where something else is expected. */
const ODD: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  '',
  'x\u0000\ud800',
  [],
  [[]],
  [null],
  {},
  { text: {} },
];

/** Every place of a document at which a value can be replaced. */
function places(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => places(one, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly (string | number)[], odd: unknown): unknown {
  if (key === undefined) return odd;
  const inner = replaced((value as Record<string, unknown>)[key], rest, odd);
  return Array.isArray(value)
    ? value.map((one, index) => (String(index) === key ? inner : one))
    : { ...(value as object), [key]: inner };
}

for (const reader of FINDINGS_READERS)
  test(`${reader.title}: whatever stands anywhere in it, it is read or refused, and no secret gets out`, () => {
    for (const name of readdirSync(join(CASES, reader.name))) {
      const folder = join(CASES, reader.name, name);
      const input = readdirSync(folder).find((entry) => entry.startsWith('input.')) ?? '';
      const data: unknown = JSON.parse(readFileSync(join(folder, input), 'utf8'));
      for (const [index, path] of places(data).slice(0, 400).entries())
        for (const odd of [ODD[index % ODD.length], ODD[(index * 7 + 3) % ODD.length]]) {
          const text = JSON.stringify(replaced(data, path, odd));
          const result = reader.read(new SourceFile(input, text));
          const where = `${name}: ${path.join('.')} is ${JSON.stringify(odd)}`;
          assert.ok(result.ok || result.diagnostics.length > 0, where);
          assert.ok(!JSON.stringify(result).includes(SECRET), where);
        }
    }
  });
