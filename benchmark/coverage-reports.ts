import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceFile } from '../src/diagnostics/source-file.ts';
import { aggregateCoverage } from '../src/reports/coverage/aggregate-coverage.ts';
import { collectCoverage } from '../src/reports/coverage/collected-coverage.ts';
import { readCollection, renderCollection } from '../src/reports/coverage/collection-file.ts';
import { COVERAGE_READERS } from '../src/reports/coverage/readers.ts';
import { renderCobertura } from '../src/reports/coverage/render/cobertura-xml.ts';
import { repositoryFiles } from '../src/reports/coverage/repository-files.ts';
import { COVERAGE_WRITERS, type PlatformTruth } from '../test/support/coverage-writers.ts';
import { commitAll } from '../test/support/git.ts';
import { inFolder, LOCKSTEP, mustTime, printTable } from './measure.ts';

/**
 * How reading and uniting grow with the number of files and of lines: ten times as much must take about ten times as long. The last table is the
 * whole command on a repository with 100,000 files and a report from Windows.
 */
const SIZES = [
  { files: 1_000, lines: 10 },
  { files: 10_000, lines: 10 },
  { files: 100_000, lines: 10 },
  { files: 10, lines: 10_000 },
  { files: 10, lines: 100_000 },
];
const WINDOWS = 'C:\\Users\\runner\\project';

function truth(files: number, lines: number): PlatformTruth {
  return {
    files: Array.from({ length: files }, (_, file) => ({
      path: `src/main/java/p${file % 100}/q${Math.floor(file / 100)}/Index.java`,
      lines: Array.from({ length: lines }, (_, line) => ({
        line: line + 1,
        hits: (file + line) % 3,
        branches: line % 5 === 0 ? [true, false] : [],
      })),
    })),
  };
}

function timed<T>(work: () => T): readonly [T, number] {
  const began = performance.now();
  const result = work();
  return [result, performance.now() - began];
}

const text = (milliseconds: number): string => `${milliseconds.toFixed(0)} ms`;

const rows: string[][] = [
  ['files x lines', 'read lcov', 'read cobertura', 'find files', 'save', 'load', 'unite 3', 'write xml'],
];
for (const { files, lines } of SIZES) {
  const all = truth(files, lines);
  const repository = repositoryFiles(
    '/project',
    all.files.map(({ path }) => path),
  );
  const [lcov, cobertura] = ['lcov', 'cobertura of coverage.py'].map((name) => {
    const file = new SourceFile('report', COVERAGE_WRITERS[name]?.write(all, WINDOWS) ?? '');
    const reader = COVERAGE_READERS.find((one) => name.startsWith(one.name));
    return timed(() => {
      const read = reader?.read(file);
      if (!read?.ok) throw new Error('a report could not be read');
      return read.value;
    });
  });
  if (lcov === undefined || cobertura === undefined) throw new Error('no report');
  const origin = { job: 'unit', platform: 'windows', variant: '', attempt: 1, time: 0 };
  const [part, find] = timed(() => collectCoverage(origin, [lcov[0]], repository));
  if (part.files.length !== files) throw new Error(`${part.files.length} of ${files} files were found`);
  const [saved, save] = timed(() => renderCollection(part));
  const [, load] = timed(() => readCollection(new SourceFile('part', saved)));
  const parts = ['linux', 'macos', 'windows'].map((platform) => ({
    ...part,
    origin: { ...origin, platform },
  }));
  const [united, unite] = timed(() => aggregateCoverage(parts));
  if (!united.ok) throw new Error('nothing was united');
  const [, write] = timed(() => renderCobertura(united.value, '/project'));
  rows.push([`${files} x ${lines}`, ...[lcov[1], cobertura[1], find, save, load, unite, write].map(text)]);
}
printTable(rows);

const many = truth(100_000, 10);
await inFolder(Object.fromEntries(many.files.map(({ path }) => [path, 'x\n'.repeat(10)])), (folder) => {
  commitAll(folder);
  writeFileSync(join(folder, 'lcov.info'), COVERAGE_WRITERS.lcov?.write(many, WINDOWS) ?? '');
  const command = [LOCKSTEP, 'report', 'coverage', 'lcov.info', '--min', '50'];
  printTable([
    ['the whole command, 100000 files', text(mustTime(process.execPath, command, folder))],
    ['with --save', text(mustTime(process.execPath, [...command, '--save', 'parts'], folder))],
  ]);
});
