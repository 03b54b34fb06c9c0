import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSlowCommit, sideOf } from './find-slow-commit.ts';

/** Commits by their numbers: slow from `slow` on, and some that do not build. */
async function search({ of, slow, broken = [] }: { of: number; slow: number; broken?: readonly number[] }) {
  const asked: number[] = [];
  const answer = await findSlowCommit({
    commits: Array.from({ length: of }, (_, index) => index),
    judge: async (commit) => {
      asked.push(commit);
      if (broken.includes(commit)) return 'undecided';
      return commit < slow ? 'fast' : 'slow';
    },
  });
  assert.equal(answer.asked, asked.length);
  assert.equal(new Set(asked).size, asked.length, 'none is asked twice');
  return answer;
}

test('whichever commit it is, it is found by halving', async () => {
  for (let of = 1; of <= 20; of++)
    for (let slow = 0; slow < of; slow++) {
      const { suspects, asked } = await search({ of, slow });
      assert.deepEqual(suspects, [slow]);
      assert.ok(asked <= Math.ceil(Math.log2(of)), `${asked} of ${of}`);
    }
});

test('commits that cannot be judged are passed over, and suspects only beside the one', async () => {
  assert.deepEqual((await search({ of: 9, slow: 6, broken: [3, 4] })).suspects, [6]);
  assert.deepEqual((await search({ of: 9, slow: 5, broken: [3, 4] })).suspects, [3, 4, 5]);
  assert.deepEqual((await search({ of: 4, slow: 0, broken: [0, 1, 2] })).suspects, [0, 1, 2, 3]);
});

test('what is slower for sure is nearer to one end or the other', () => {
  assert.equal(sideOf('small', 1.1, 0.2), 'fast');
  assert.equal(sideOf('likely', 1.3, 0.2), 'slow');
  assert.equal(sideOf('proved', 1.5, 0.2), 'slow');
  assert.equal(sideOf('clear', 1, 0.2), 'fast');
  assert.equal(sideOf('undecided', 1.4, 0.2), 'undecided');
});
