import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleCase, sampleOrigin, sampleTest } from '../../../test/support/sample-tests.ts';
import { gradeFlaky } from './flaky-tests.ts';
import type { Observation } from './test-history.ts';

/** `ppfp`: what earlier runs said, oldest first. */
function observations(outcomes: string, tree?: string): readonly Observation[] {
  return [...outcomes].map((outcome, at) => ({
    key: `${at}`,
    time: at,
    outcome: outcome as Observation['outcome'],
    duration: 100,
    ...(tree !== undefined && { tree }),
  }));
}

test('a test that passed on another attempt is certainly flaky', () => {
  const one = {
    id: 'a',
    origin: sampleOrigin(),
    test: sampleCase('a', 'flaky', { earlier: [{ outcome: 'failed' }, { outcome: 'error' }] }),
  };
  assert.deepEqual(gradeFlaky(one, { earlier: [] }), {
    grade: 'certain',
    because: 'it failed twice and then passed',
  });
});

test('both outcomes with the same files are certainly flaky; with others they are not', () => {
  const failed = sampleTest('a', 'failed');
  assert.deepEqual(gradeFlaky(failed, { earlier: observations('ppf', 'aa'), tree: 'aa' }), {
    grade: 'certain',
    because: 'with the same files it passed twice and failed twice',
  });
  assert.equal(gradeFlaky(failed, { earlier: observations('p', 'aa'), tree: 'bb' }), undefined);
  // A checkout with changes of its own is no tree: nothing is known to be the same.
  assert.equal(gradeFlaky(failed, { earlier: observations('p', 'aa') }), undefined);
});

test('a new failure that runs none of what changed is likely flaky', () => {
  const failed = sampleTest('a', 'failed');
  const changed = ['src/moon.py', 'README.md'];
  const grade = (executed: readonly string[], outcomes: string) =>
    gradeFlaky(failed, { earlier: observations(outcomes), changed, executed: new Set(executed) })?.grade;
  assert.equal(grade(['src/orbit.py'], 'p'), 'likely');
  assert.equal(grade(['src/orbit.py', 'src/moon.py'], 'p'), undefined);
  assert.equal(grade(['src/orbit.py'], 'f'), undefined, 'it is not new');
  assert.equal(grade(['src/orbit.py'], ''), undefined, 'nobody knows it');
  assert.equal(grade([], 'p'), undefined, 'a test that runs nothing was not measured');
  assert.equal(gradeFlaky(failed, { earlier: observations('p'), changed }), undefined);
});

test('a test is suspect when it changes more often than one run in a hundred, as far as can be said', () => {
  const grade = (outcomes: string, now: 'passed' | 'failed') =>
    gradeFlaky(sampleTest('a', now), { earlier: observations(outcomes) });
  assert.equal(grade('pppppppp', 'failed'), undefined, 'it broke, and that is all');
  assert.deepEqual(grade('ppppfppp', 'failed'), {
    grade: 'suspect',
    because: 'it changed 3 times in 9 runs',
  });
  assert.equal(grade('ppppf', 'passed')?.grade, 'suspect');
  assert.equal(grade(`${'p'.repeat(150)}f`, 'passed'), undefined, 'twice in 152 runs');
  assert.equal(grade('psspssp', 'passed'), undefined, 'what was skipped says nothing');
});
