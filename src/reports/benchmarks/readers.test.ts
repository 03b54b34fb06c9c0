import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.ts';
import { SourceFile } from '../../diagnostics/source-file.ts';
import { checkReportReaders } from '../report-reader.contract.ts';
import { BENCHMARK_READERS } from './readers.ts';

const CASES = 'test/cases/reports/benchmarks';

checkReportReaders(BENCHMARK_READERS, CASES);

/** The file of a case, by its path from the folder of the case: a benchmark may be called after the folders it is in. */
function inputOf(folder: string): SourceFile {
  const [entry] = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (one) => one.isFile() && one.name.startsWith('input.'),
  );
  const path = join(entry?.parentPath ?? folder, entry?.name ?? '');
  return new SourceFile(path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8'));
}

for (const reader of BENCHMARK_READERS)
  for (const name of readdirSync(join(CASES, reader.name)).sort())
    test(`the ${reader.title} of ${name} reads as expected`, () => {
      const folder = join(CASES, reader.name, name);
      const file = inputOf(folder);
      const result = reader.read(file);
      const actual = {
        report: result.ok ? result.value : null,
        diagnostics: renderDiagnostics(result.diagnostics, { files: () => file }).split('\n'),
      };
      const text = `${JSON.stringify(actual, null, 1)}\n`;
      const path = join(folder, 'expected.json');
      // LOCKSTEP_UPDATE_CASES=1 writes what is there now; read the difference before you keep it.
      if (process.env.LOCKSTEP_UPDATE_CASES === '1') writeFileSync(path, text);
      assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(path, 'utf8')));
    });

test('the README of the cases says of each how it was made', () => {
  const text = readFileSync(join(CASES, 'README.md'), 'utf8');
  const names = BENCHMARK_READERS.flatMap((reader) =>
    readdirSync(join(CASES, reader.name)).map((name) => `${reader.name}/${name}`),
  );
  const told = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(told.toSorted(), names.toSorted());
});

/** What may stand where a number, a name or a list is expected. */
const ODD = [
  'null',
  '-1',
  '0',
  '1e999',
  '-1e999',
  '1e-320',
  '""',
  '"x\\u0000\\ud800"',
  '[]',
  '[[null]]',
  '{}',
  '"NaN"',
];

test('whatever stands anywhere in a report, no number of a reading is one that cannot be measured', () => {
  for (const reader of BENCHMARK_READERS)
    for (const name of readdirSync(join(CASES, reader.name))) {
      const file = inputOf(join(CASES, reader.name, name));
      for (const [index, { 0: value, index: at }] of [...file.text.matchAll(/"[^"\n]*"|-?\d[\d.eE+-]*/gu)]
        .slice(0, 300)
        .entries()) {
        const odd = ODD[index % ODD.length] ?? '';
        const text = file.text.slice(0, at) + odd + file.text.slice(at + value.length);
        const result = reader.read(new SourceFile(file.path, text));
        if (!result.ok) continue;
        const where = `${name}: ${odd} in place of ${value} at ${at}`;
        const names = result.value.benchmarks.map((one) => one.name);
        assert.equal(new Set(names).size, names.length, where);
        for (const { metrics } of result.value.benchmarks)
          for (const { value: number, unit, samples = [] } of metrics)
            for (const one of [number, ...samples])
              assert.ok(Number.isFinite(one) && one >= 0 && (one > 0 || !/^(?:s|op\/s)$/u.test(unit)), where);
      }
    }
});
