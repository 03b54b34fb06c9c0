import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { killRound } from '../support/kill-rounds.ts';

const ROUNDS = Number(process.env.LOCKSTEP_KILL_ROUNDS ?? 6);
const FIRST = Number(process.env.LOCKSTEP_KILL_SEED ?? Date.now() % 1_000_000);

describe('a run that is killed and resumed', { skip: process.platform !== 'linux' }, () => {
  for (let seed = FIRST; seed < FIRST + ROUNDS; seed++) {
    it(`comes to its end, and repeats no step that had succeeded (LOCKSTEP_KILL_SEED=${seed})`, async () => {
      const { repeated, leftProcesses, exitCode, problem, damagedLines } = await killRound(seed);
      assert.deepEqual(
        { repeated, leftProcesses, exitCode, problem },
        { repeated: [], leftProcesses: [], exitCode: 0, problem: undefined },
      );
      // A line is one write: a kill comes before it or after it.
      assert.equal(damagedLines, 0);
    });
  }
});
