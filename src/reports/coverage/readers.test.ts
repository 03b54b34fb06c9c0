import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.ts';
import { SourceFile } from '../../diagnostics/source-file.ts';
import { checkReportReaders } from '../report-reader.contract.ts';
import type { CoverageReport } from './coverage-report.ts';
import { COVERAGE_READERS } from './readers.ts';

const CASES = 'test/cases/reports/coverage';

checkReportReaders(COVERAGE_READERS, CASES);

for (const reader of COVERAGE_READERS)
  for (const name of readdirSync(`${CASES}/${reader.name}`))
    test(`the ${reader.title} of ${name} reads as expected`, () => {
      const folder = `${CASES}/${reader.name}/${name}`;
      const input = readdirSync(folder).find((entry) => entry.startsWith('input.')) ?? '';
      const result = reader.read(new SourceFile(input, readFileSync(`${folder}/${input}`, 'utf8')));
      const actual = {
        report: result.ok ? plain(result.value) : null,
        diagnostics: renderDiagnostics(result.diagnostics),
      };
      const path = `${folder}/expected.json`;
      // LOCKSTEP_UPDATE_CASES=1 writes what is there now; read the difference before you keep it.
      if (process.env.LOCKSTEP_UPDATE_CASES === '1')
        writeFileSync(path, `${JSON.stringify(actual, null, 1)}\n`);
      assert.deepEqual(actual, JSON.parse(readFileSync(path, 'utf8')));
    });

/** The same as JSON has it: lines and branches are one text each, so that a case can be read beside its input. */
function plain({ files, roots }: CoverageReport): unknown {
  return {
    roots,
    files: files.map(({ lines, branches, functions, ...rest }) => ({
      ...rest,
      lines: Array.from(lines, ([line, hits]) => `${line}:${hits}`).join(' '),
      branches: Array.from(branches, ([line, { covered, total, identity }]) => {
        const missed =
          identity === undefined ? '' : ` (${identity.kind}) missed: ${identity.missed.join(' | ')}`;
        return `${line}: ${covered}/${total}${missed}`;
      }),
      functions: functions.map(({ name, line, hits }) => `${name}@${line}:${hits}`),
    })),
  };
}

test('the README of the cases says of each how it was made', () => {
  const text = readFileSync(`${CASES}/README.md`, 'utf8');
  const names = COVERAGE_READERS.flatMap((reader) =>
    readdirSync(`${CASES}/${reader.name}`).map((name) => `${reader.name}/${name}`),
  );
  const told = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(told.toSorted(), names.toSorted());
});
