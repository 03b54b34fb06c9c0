import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOON, RunScript } from '../../../test/support/run-script.ts';
import { screenText } from '../../../test/support/screens.ts';
import { toldRun } from '../../../test/support/told-run.ts';
import { foldRun } from '../../run/run-state.ts';
import { type RunEntry, renderRunsList, renderRunsTsv, runEntry } from './runs-list.ts';
import { createStyle } from './style.ts';

const style = createStyle({ color: false, unicode: true });
const DAY = 86_400_000;

function history(): RunEntry[] {
  const entry = runEntry(foldRun(toldRun().events), false);
  assert.ok(entry);
  return [
    {
      ...entry,
      id: '20261123-121500-aa01',
      startedAt: NOON + 900_000,
      verdict: 'running',
      done: 3,
      duration: 8000,
    },
    entry,
    {
      ...entry,
      id: '20261120-090000-11ff',
      startedAt: NOON - 3 * DAY,
      source: { branch: 'feature/a-rather-long-branch-name-for-a-table', commit: '0123456789', dirty: true },
      verdict: 'passed',
      done: 6,
      duration: 61_500,
    },
  ];
}

test('the history has a line for each run', () => {
  assert.equal(
    renderRunsList(history(), { style, columns: 100, now: NOON + 920_000 }).trimEnd(),
    screenText`
        run                   when      workflow  source                            verdict    time  jobs
      ▸ 20261123-121500-aa01  just now  ci        main 9f1c2ab                      running    8.0s   3/6
      ✗ 20261123-120000-7f3a  15m ago   ci        main 9f1c2ab                      failed    21.3s   6/6
      ✓ 20261120-090000-11ff  3d ago    ci        feature/a-rather…6, with changes  passed   1m 02s   6/6
    `,
  );
});

test('in a narrow window the history keeps what one looks for', () => {
  assert.equal(
    renderRunsList(history(), { style, columns: 60, now: NOON + 920_000 }).trimEnd(),
    screenText`
        run                   when      verdict    time
      ▸ 20261123-121500-aa01  just now  running    8.0s
      ✗ 20261123-120000-7f3a  15m ago   failed    21.3s
      ✓ 20261120-090000-11ff  3d ago    passed   1m 02s
    `,
  );
});

test('for programs the history is tab-separated and nothing is shortened', () => {
  assert.equal(
    renderRunsTsv(history()).trimEnd(),
    [
      'run\tstarted\tworkflow\tbranch\tcommit\tverdict\tmilliseconds\tdone\ttotal',
      '20261123-121500-aa01\t2026-11-23T12:15:00.000Z\tci\tmain\t9f1c2ab4d5e6f708192a3b4c5d6e7f8091a2b3c4\trunning\t8000\t3\t6',
      '20261123-120000-7f3a\t2026-11-23T12:00:00.000Z\tci\tmain\t9f1c2ab4d5e6f708192a3b4c5d6e7f8091a2b3c4\tfailed\t21250\t6\t6',
      '20261120-090000-11ff\t2026-11-20T12:00:00.000Z\tci\tfeature/a-rather-long-branch-name-for-a-table\t0123456789\tpassed\t61500\t6\t6',
    ].join('\n'),
  );
});

test('a run without an end is running while its process lives, and interrupted when not', () => {
  const state = foldRun(new RunScript([{ id: 'a@linux' }]).begin('a@linux').at(4).pass('a@linux').events);
  assert.equal(runEntry(state, true)?.verdict, 'running');
  assert.equal(runEntry(state, false)?.verdict, 'interrupted');
  assert.equal(runEntry(state, false)?.duration, 4000);
  assert.equal(runEntry(foldRun([]), false), undefined);
});
