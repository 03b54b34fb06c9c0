import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunScript } from '../../../test/support/run-script.ts';
import { foldRun } from '../../run/run-state.ts';
import { failuresOf } from './failures.ts';

function linesOf(tail: readonly string[], log: readonly string[] = tail): readonly string[] {
  const run = new RunScript([{ id: 'unit@linux' }]).begin('unit@linux').at(1);
  const events = run.fail('unit@linux', 'exit code 1', tail).end('failed', { legs: [], seconds: 1 }).events;
  const [job] = failuresOf(foldRun(events), new Map([['unit@linux', { lines: log, before: 0 }]])).jobs;
  return job?.lines ?? [];
}

test('the first line that looks like an error is the first that is shown', () => {
  assert.deepEqual(linesOf(['ok 1', '0 errors so far', 'not ok 2 - mass', '  3 !== 4', 'bye']), [
    'not ok 2 - mass',
    '  3 !== 4',
    'bye',
  ]);
});

test('without such a line the last ones are shown', () => {
  assert.deepEqual(
    linesOf(Array.from({ length: 30 }, (_, index) => `line ${index}`)),
    Array.from({ length: 12 }, (_, index) => `line ${index + 18}`),
  );
});

test('where the step that failed said nothing, the log may; the text of a step is no error', () => {
  const log = ['\u2500\u2500 step 1: echo error: none', 'error: 3 is not 4', '\u2500\u2500 step 2: exit 1'];
  assert.deepEqual(linesOf([], log), ['error: 3 is not 4']);
});

test('what was allowed to fail comes after what fails the run, and warnings name their job', () => {
  const run = new RunScript([{ id: 'a@linux' }, { id: 'b@linux' }]).begin('a@linux').begin('b@linux').at(1);
  run.fail('a@linux', 'exit code 3', [], { allowed: true }).fail('b@linux', 'exit code 1');
  run.warn('no file matches junit.xml', 'a@linux').warn('the disk is nearly full');
  const { jobs, warnings } = failuresOf(
    foldRun(run.end('failed', { legs: [], seconds: 1 }).events),
    new Map(),
    ['report junit.xml: the file is empty'],
  );
  assert.deepEqual(
    jobs.map(({ name, allowed, reason }) => [name, allowed, reason]),
    [
      ['b', false, 'exit code 1'],
      ['a', true, 'allowed to fail: exit code 3'],
    ],
  );
  assert.deepEqual(warnings, [
    'a: no file matches junit.xml',
    'the disk is nearly full',
    'report junit.xml: the file is empty',
  ]);
});
