import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunScript } from '../../../test/support/run-script.ts';
import { toldRun } from '../../../test/support/told-run.ts';
import { foldRun } from '../../run/run-state.ts';
import { axisTicks } from './axis.ts';
import { againstUsual, timelineOf } from './timeline.ts';

test('a bar is all attempts of a leg; what did not run has none', () => {
  const timeline = timelineOf(
    foldRun(toldRun().events),
    new Map([['flux@linux', { median: 9000, passes: 12 }]]),
  );
  assert.deepEqual(
    timeline?.bars.map((bar) => [
      bar.name,
      bar.verdict,
      bar.ran ? `${bar.ready}: ${bar.start} to ${bar.end}` : bar.end,
      bar.critical ? 'critical' : '',
      againstUsual(bar),
    ]),
    [
      ['setup', 'passed', '0: 0 to 3200', 'critical', ''],
      ['lint', 'passed', '3200: 3200 to 4900', '', ''],
      ['unit', 'failed', '3200: 3200 to 15500', '', ''],
      ['flux', 'flaky', '3200: 3200 to 21250', 'critical', '9.1s more than usual'],
      ['bench', 'failed', '0: 0 to 5000', '', ''],
      ['pack', 'skipped', 15_500, '', ''],
    ],
  );
  assert.deepEqual(timeline?.absent, [
    { title: 'Unit tests', where: 'elsewhere', reason: 'runs on GitHub Actions (windows)' },
    { title: 'docs', where: 'skipped', reason: 'no changed file matches docs/**' },
  ]);
});

test('a run that is not over has bars up to its last event', () => {
  const run = new RunScript([{ id: 'a@linux' }, { id: 'b@linux' }]).begin('a@linux').at(3).warn('slow');
  const timeline = timelineOf(foldRun(run.events), new Map());
  assert.deepEqual(
    timeline?.bars.map(({ name, verdict, start, end, ran }) => ({ name, verdict, start, end, ran })),
    [
      { name: 'a', verdict: 'running', start: 0, end: 3000, ran: true },
      { name: 'b', verdict: 'waiting', start: 3000, end: 3000, ran: false },
    ],
  );
  assert.equal(timeline?.duration, 3000);
});

for (const [span, labels] of [
  [900, '0 0.2s 0.4s 0.6s 0.8s'],
  [4800, '0 1s 2s 3s 4s'],
  [61_000, '0 15s 30s 45s 1m'],
  [20 * 60_000, '0 5m 10m 15m 20m'],
  [3 * 3_600_000, '0 1h 2h 3h'],
] as const)
  test(`an axis of ${span} ms has round ticks`, () => {
    assert.equal(
      axisTicks(span)
        .map(({ label }) => label)
        .join(' '),
      labels,
    );
  });
