import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.ts';
import { SourceFile } from '../../diagnostics/source-file.ts';
import { checkReportReaders } from '../report-reader.contract.ts';
import { TEST_READERS } from './readers.ts';

const CASES = 'test/cases/reports/tests';

checkReportReaders(TEST_READERS, CASES);

for (const reader of TEST_READERS)
  for (const name of readdirSync(join(CASES, reader.name)).sort())
    test(`the case ${reader.name}/${name} reads as expected`, () => {
      const folder = join(CASES, reader.name, name);
      const input = readdirSync(folder).find((one) => one.startsWith('input.')) ?? '';
      const file = new SourceFile(input, readFileSync(join(folder, input), 'utf8'));
      const { diagnostics, ...rest } = reader.read(file);
      const value = 'value' in rest ? rest.value : undefined;
      const cases = value?.cases.map((one) => JSON.stringify(one, null, 2)) ?? [];
      const told = renderDiagnostics(diagnostics, { files: () => file });
      const actual = `${cases.join('\n')}\n${told === '' ? '' : `\n${told}`}`;
      const path = join(folder, 'expected.txt');
      // LOCKSTEP_UPDATE_CASES=1 writes what is there now; read the difference before you keep it.
      if (process.env.LOCKSTEP_UPDATE_CASES === '1') writeFileSync(path, actual);
      assert.equal(actual, readFileSync(path, 'utf8'));
    });

test('every case has a line that says how it was made', () => {
  const page = readFileSync(join(CASES, 'README.md'), 'utf8');
  for (const { name } of TEST_READERS)
    for (const folder of readdirSync(join(CASES, name)))
      assert.ok(page.includes(`${name}/${folder}`), `${name}/${folder}`);
});
