import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  COVERAGE_WRITERS,
  type FileTruth,
  type PlatformTruth,
} from '../../../test/support/coverage-writers.ts';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.ts';
import { SourceFile } from '../../diagnostics/source-file.ts';
import { chooseReader } from '../choose-reader.ts';
import type { ReportOrigin } from '../report-origin.ts';
import { aggregateCoverage } from './aggregate-coverage.ts';
import {
  type AggregatedCoverage,
  coveredOnlyOn,
  figuresOf,
  isCovered,
  lineRanges,
  NOT_COVERABLE,
} from './aggregated-coverage.ts';
import { partialText } from './check-coverage.ts';
import { type CollectedCoverage, collectCoverage, markSource } from './collected-coverage.ts';
import { readCollection, renderCollection } from './collection-file.ts';
import type { FileCoverage } from './coverage-report.ts';
import { COVERAGE_READERS } from './readers.ts';
import { repositoryFiles } from './repository-files.ts';

const PATHS = ['a/One', 'a/Two', 'b/One', 'b/deep/Three'].map(
  (name) => `src/main/java/com/example/${name}.java`,
);
const REPOSITORY = repositoryFiles('/project', PATHS, [{ path: 'example.com/wind', folder: '' }]);
/** Where each platform's checkout is: none is the one at hand. */
const PLATFORMS = {
  linux: '/home/runner/project',
  macos: '/Users/runner/project',
  windows: 'C:\\Users\\runner\\project',
};
const NAMES = Object.keys(PLATFORMS);

/** A file's lines with as many branches as `branches` says; `taken` decides for each platform what ran. */
const fileShape = fc.record({
  path: fc.constantFrom(...PATHS),
  lines: fc.uniqueArray(
    fc.record({
      line: fc.integer({ min: 1, max: 40 }),
      branches: fc.constantFrom(0, 0, 2, 3),
      runs: fc.array(
        fc.record({ hits: fc.nat(3), taken: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }) }),
        { minLength: 3, maxLength: 3 },
      ),
    }),
    { selector: ({ line }) => line, minLength: 1, maxLength: 12 },
  ),
});

const project = fc.uniqueArray(fileShape, { selector: ({ path }) => path, minLength: 1, maxLength: 4 });

function truthOn(
  platform: number,
  files: typeof project extends fc.Arbitrary<infer T> ? T : never,
): PlatformTruth {
  return {
    files: files.map(
      ({ path, lines }): FileTruth => ({
        path,
        lines: lines.map(({ line, branches, runs }) => {
          const { hits = 0, taken = [] } = runs[platform] ?? {};
          return { line, hits, branches: taken.slice(0, branches).map((is) => is && hits > 0) };
        }),
      }),
    ),
  };
}

function origin(change: Partial<ReportOrigin> = {}): ReportOrigin {
  return { job: 'unit', platform: 'linux', variant: '', attempt: 1, time: 0, ...change };
}

function readPart(text: string, from: ReportOrigin): CollectedCoverage {
  const file = new SourceFile('report', text);
  const reader = chooseReader(COVERAGE_READERS, file);
  assert.ok(reader.ok);
  const read = reader.value.read(file);
  assert.ok(read.ok, renderDiagnostics(read.diagnostics));
  assert.equal(renderDiagnostics(read.diagnostics), '');
  return collectCoverage(from, [read.value], REPOSITORY);
}

function aggregated(parts: readonly CollectedCoverage[]): AggregatedCoverage {
  const result = aggregateCoverage(parts);
  assert.ok(result.ok, renderDiagnostics(result.diagnostics));
  return result.value;
}

test('whatever formats three platforms write, what is united is what really ran', () => {
  const formats = fc.tuple(...NAMES.map(() => fc.constantFrom(...Object.keys(COVERAGE_WRITERS))));
  fc.assert(
    fc.property(project, formats, (files, chosen) => {
      const truths = NAMES.map((_, platform) => truthOn(platform, files));
      const parts = Object.entries(PLATFORMS).map(([platform, root], index) => {
        const writer = COVERAGE_WRITERS[chosen[index] ?? ''] ?? assert.fail();
        const text = writer.write(truths[index] ?? assert.fail(), root);
        const part = readPart(text, origin({ platform }));
        assert.deepEqual(part.unresolved, []);
        // On its way to the job that puts it together it is a file.
        const saved = readCollection(new SourceFile('saved', renderCollection(part)));
        assert.ok(saved.ok, renderDiagnostics(saved.diagnostics));
        assert.deepEqual(saved.value, part);
        return saved.value;
      });
      const coverage = aggregated(parts);
      assert.deepEqual(coverage.platforms, NAMES);
      assert.deepEqual(coverage, aggregated([...parts].reverse()), 'the order does not matter');
      assert.deepEqual(coverage, aggregated([...parts, ...parts]), 'twice changes nothing');
      assert.deepEqual(
        coverage.files.map(({ path }) => path),
        files.map(({ path }) => path).sort(),
      );
      for (const file of coverage.files) compare(file, truths, chosen);
    }),
    { numRuns: 300 },
  );
});

function compare(
  file: AggregatedCoverage['files'][number],
  truths: readonly PlatformTruth[],
  chosen: readonly string[],
): void {
  const all = truths.map(({ files }) => files.find(({ path }) => path === file.path)?.lines ?? []);
  const lines = (all[0] ?? []).map(({ line }) => line).sort((a, b) => a - b);
  assert.deepEqual(file.lines, lines);
  const run = all.map(
    (ofPlatform) => new Set(ofPlatform.filter(({ hits }) => hits > 0).map(({ line }) => line)),
  );
  for (const [index, line] of file.lines.entries()) {
    assert.equal(
      isCovered(file, index),
      run.some((set) => set.has(line)),
    );
    for (const [platform, hits] of file.hits.entries())
      assert.equal((hits[index] ?? 0) > 0, run[platform]?.has(line), `line ${line} on ${NAMES[platform]}`);
  }
  for (const platform of NAMES.keys())
    assert.deepEqual(
      coveredOnlyOn(file, platform),
      lines.filter((line) => run.every((set, other) => set.has(line) === (other === platform))),
    );
  const kinds = chosen.map((name) => COVERAGE_WRITERS[name]?.branches);
  for (const { line, united } of file.branches) {
    const written = all
      .map((ofPlatform) => ofPlatform.find((one) => one.line === line)?.branches ?? [])
      .filter((_, platform) => kinds[platform] !== 'none');
    const truth = (written[0] ?? []).filter((_, branch) =>
      written.some((taken) => taken[branch] === true),
    ).length;
    assert.equal(united.total, written[0]?.length);
    assert.ok(united.covered <= truth && truth <= united.atMost, `branches of line ${line}`);
    if (kinds.every((kind) => kind === 'named') && new Set(chosen).size === 1)
      assert.deepEqual([united.covered, united.atMost], [truth, truth], 'identities make it exact');
  }
}

function measured(lines: Record<number, number>, change: Partial<FileCoverage> = {}): FileCoverage {
  return {
    name: PATHS[0] ?? '',
    naming: 'path',
    modules: [],
    lines: new Map(Object.entries(lines).map(([line, hits]) => [Number(line), hits])),
    branches: new Map(),
    functions: [],
    stub: false,
    ...change,
  };
}

function partOf(file: FileCoverage, change: Partial<ReportOrigin> = {}): CollectedCoverage {
  return collectCoverage(origin(change), [{ files: [file], roots: [] }], REPOSITORY);
}

test('a later attempt stands in the place of the earlier one, and legs of a matrix stand beside each other', () => {
  const first = partOf(measured({ 1: 0, 2: 1 }), { attempt: 1 });
  const second = partOf(measured({ 1: 5, 2: 0 }), { attempt: 2 });
  const other = partOf(measured({ 1: 1, 2: 0 }), { variant: 'python=3.12' });
  const hits = (parts: readonly CollectedCoverage[]) => aggregated(parts).files[0]?.hits;
  assert.deepEqual(hits([second, first]), [[5, 0]]);
  assert.deepEqual(hits([first, other, second]), [[6, 0]]);
  assert.deepEqual(
    aggregated([first, second]).superseded.map(({ attempt }) => attempt),
    [1],
  );
});

test('lines that were made up for a file that was never loaded give way to what was measured', () => {
  const stub = measured({ 1: 0, 2: 0, 3: 0, 4: 0 }, { stub: true });
  const real = measured({ 2: 1, 4: 0 });
  const here = aggregated([partOf(stub), partOf(real, { variant: 'shard=2' })]);
  assert.deepEqual(here.files[0]?.lines, [2, 4]);
  const elsewhere = aggregated([partOf(stub), partOf(real, { platform: 'windows' })]);
  assert.deepEqual(elsewhere.files[0]?.lines, [2, 4]);
  // It did not run here: that is known, though not by line.
  assert.deepEqual(elsewhere.files[0]?.hits, [
    [0, 0],
    [1, 0],
  ]);
  assert.deepEqual(aggregated([partOf(stub)]).files[0]?.lines, [1, 2, 3, 4]);
});

test('a platform that has no code on a line is told from one that did not run it', () => {
  const coverage = aggregated([
    partOf(measured({ 1: 1 })),
    partOf(measured({ 1: 0, 2: 1 }), { platform: 'windows' }),
  ]);
  assert.deepEqual(coverage.files[0]?.hits, [
    [1, NOT_COVERABLE],
    [0, 1],
  ]);
  assert.deepEqual(figuresOf(coverage.files, 0).lines, { covered: 1, total: 1 });
  assert.deepEqual(figuresOf(coverage.files).lines, { covered: 2, total: 2 });
});

test('it is partial until every job that is expected on a platform has reported', () => {
  const expected = ['linux', 'macos', 'windows/x64'].flatMap((platform) => [{ job: 'unit', platform }]);
  const told = (platforms: readonly string[], job: string) => {
    const result = aggregateCoverage(
      platforms.map((platform) => partOf(measured({ 1: 1 }), { platform, job })),
      [...expected, { job: 'e2e', platform: 'linux' }],
    );
    return result.ok && partialText(result.value.completeness);
  };
  assert.equal(told(['linux', 'windows'], 'unit'), 'partial 1/3: missing linux (e2e), macos (unit)');
  assert.equal(told(['linux', 'macos', 'windows'], 'by hand'), undefined);
});

test('parts of two commits are united only when their trees or the files in them are the same', () => {
  const source = markSource('one\n');
  const at = (commit: string, tree: string | undefined, digest = source): CollectedCoverage => {
    const part = partOf(measured({ 1: 1 }), {
      commit,
      platform: commit,
      ...(tree !== undefined && { tree }),
    });
    return { ...part, files: part.files.map((file) => ({ ...file, source: digest })) };
  };
  const text = (parts: readonly CollectedCoverage[]) =>
    renderDiagnostics(aggregateCoverage(parts).diagnostics);
  assert.equal(text([at('aaaa', 'same'), at('bbbb', 'same', markSource('two\n'))]).includes('error'), false);
  assert.equal(text([at('aaaa', 'x'), at('bbbb', 'y')]), '');
  assert.equal(
    text([at('aaaa', 'x'), at('bbbb', 'y', markSource('two\n'))]),
    `error[coverage-of-other-commit]: unit@aaaa is of commit aaaa, unit@bbbb of bbbb, and their files differ: their lines are not the same lines
help: Save the coverage of one commit in one folder.

1 error
`,
  );
});

test('a file that is another text on another platform is told of, line endings aside', () => {
  const on = (platform: string, text: string): CollectedCoverage => {
    const part = partOf(measured({ 1: 1 }), { platform });
    return { ...part, files: part.files.map((file) => ({ ...file, source: markSource(text) })) };
  };
  const text = (parts: readonly CollectedCoverage[]) =>
    renderDiagnostics(aggregateCoverage(parts).diagnostics);
  assert.equal(text([on('linux', 'one\ntwo\n'), on('windows', 'one\r\ntwo\r\n')]), '');
  assert.equal(
    text([on('linux', 'one\ntwo\n'), on('windows', 'one\r\n\r\ntwo\r\n')]),
    `warning[coverage-of-other-source]: 'src/main/java/com/example/a/One.java' is not the same file on linux (2 lines) and on windows (3 lines): its lines are united by number
help: Is it generated, or changed by a checkout? Measure the same text on every platform.

1 warning
`,
  );
});

test('lines are written as ranges', () => {
  assert.deepEqual(lineRanges([1, 2, 3, 5, 7, 8]), ['1-3', '5', '7-8']);
  assert.deepEqual(lineRanges([]), []);
});
