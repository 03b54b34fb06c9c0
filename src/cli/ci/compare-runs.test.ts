import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CiState } from '../../providers/run-source.ts';
import { type ComparedCheck, compareChecks } from './compare-runs.ts';

function check(state: CiState, seconds?: number, isFlaky = false): ComparedCheck {
  const duration = seconds === undefined ? undefined : seconds * 1_000;
  return { key: 'github ci unit', name: 'ci › unit', state, duration, isFlaky };
}

test('a check is told by how it differs', () => {
  const cases: readonly (readonly [string, ComparedCheck | undefined, ComparedCheck | undefined])[] = [
    ['new', undefined, check('passed')],
    ['gone', check('failed'), undefined],
    ['fails now', check('passed'), check('timed_out')],
    ['fails now', check('skipped'), check('failed')],
    ['passes now', check('failed'), check('passed')],
    ['other', check('failed'), check('cancelled')],
    ['other', check('passed'), check('skipped')],
    ['flaky', check('passed', 10), check('passed', 10, true)],
    // It was before: nothing new.
    ['same', check('passed', 10, true), check('passed', 10, true)],
    ['passes now', check('failed'), check('passed', 10, true)],
    ['same', check('running', 1), check('running', 100)],
    ['same', check('passed'), check('passed', 100)],
  ];
  for (const [difference, before, after] of cases)
    assert.deepEqual(
      compareChecks(before === undefined ? [] : [before], after === undefined ? [] : [after]),
      [{ name: 'ci › unit', before, after, difference }],
      difference,
    );
});

test('time counts when it is both more than a fifth and more than 5 s', () => {
  const differenceOf = (before: number, after: number): string | undefined =>
    compareChecks([check('passed', before)], [check('passed', after)])[0]?.difference;
  const cases = [
    ...([
      [10, 15, 'same'],
      [10, 15.1, 'slower'],
      [100, 120, 'same'],
      [100, 120.1, 'slower'],
    ] as const),
    ...([
      [15, 10, 'same'],
      [15.1, 10, 'faster'],
      [120, 100, 'same'],
      [120.1, 100, 'faster'],
    ] as const),
  ];
  for (const [before, after, expected] of cases)
    assert.equal(differenceOf(before, after), expected, `${before} s to ${after} s`);
});

test('what got worse comes first, what is the same last; the rest in the order in which it was told', () => {
  const side = (states: Readonly<Record<string, CiState>>): readonly ComparedCheck[] =>
    Object.entries(states).map(([key, state]) => ({ ...check(state, 10), key, name: key }));
  const all = compareChecks(
    side({ same: 'passed', mended: 'failed', broken: 'passed', gone: 'passed', too: 'passed' }),
    side({ too: 'failed', new: 'failed', broken: 'failed', mended: 'passed', same: 'passed' }),
  );
  assert.deepEqual(
    all.map(({ name, difference }) => `${name}: ${difference}`),
    [
      ...['broken: fails now', 'too: fails now', 'gone: gone', 'new: new'],
      ...['mended: passes now', 'same: same'],
    ],
  );
});
