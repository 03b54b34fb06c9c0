import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportOrigin } from '../report-origin.ts';
import type { CollectedCoverage } from './collected-coverage.ts';
import { executedFiles } from './executed-files.ts';

const LINUX: ReportOrigin = { job: 'unit', platform: 'linux', variant: '', attempt: 1, time: 0 };

function part(origin: ReportOrigin, files: Readonly<Record<string, number>>): CollectedCoverage {
  return {
    origin,
    unresolved: [],
    files: Object.entries(files).map(([path, hits]) => ({
      path,
      lines: new Map([[1, hits]]),
      branches: new Map(),
      functions: [],
      stub: false,
    })),
  };
}

test('a leg runs the files of all its shards and attempts, and of no other leg', () => {
  const of = executedFiles([
    part({ ...LINUX, variant: 'shard=1' }, { 'src/orbit.py': 3, 'src/sky.py': 0 }),
    part({ ...LINUX, variant: 'shard=2', attempt: 2 }, { 'src/moon.py': 1 }),
    part({ ...LINUX, platform: 'windows' }, { 'src/sky.py': 1 }),
  ]);
  const leg = of({ ...LINUX, variant: 'shard=3' });
  const runs = ['src/orbit.py', 'src/moon.py', 'src/sky.py'].map((path) => leg?.has(path));
  assert.deepEqual(runs, [true, true, false]);
  assert.equal(leg?.size, 2);
  assert.equal(of({ ...LINUX, job: 'e2e' }), undefined);
});

test('a file of a kind that is measured, and that no report knows, may have been run', () => {
  const leg = executedFiles([part(LINUX, { 'src/orbit.py': 1, 'src/sky.py': 0 })])(LINUX);
  const runs = ['tests/test_orbit.py', 'src/sky.py', 'README.md', 'Makefile'].map((path) => leg?.has(path));
  assert.deepEqual(runs, [true, false, false, false]);
});
