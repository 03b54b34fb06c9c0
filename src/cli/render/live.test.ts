import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoRun } from '../../../test/support/demo-run.ts';
import { HandClock } from '../../../test/support/hand-clock.ts';
import { type LegScript, NOON, RunScript } from '../../../test/support/run-script.ts';
import { screenText, TerminalScreen } from '../../../test/support/screens.ts';
import type { RunEvent } from '../../run/run-event.ts';
import { LiveRenderer } from './live.ts';

const LEGS: readonly LegScript[] = [
  { id: 'setup@linux', title: 'Set up', expected: 3000, steps: ['npm ci'] },
  { id: 'lint@linux', title: 'Lint', expected: 2000, needs: ['setup@linux'], steps: ['biome check .'] },
  {
    id: 'unit@linux',
    title: 'Unit tests',
    expected: 60_000,
    needs: ['setup@linux'],
    steps: ['build', 'test'],
  },
  {
    id: 'docs@linux',
    title: 'Documentation',
    expected: 8000,
    needs: ['unit@linux'],
    steps: ['mkdocs build'],
  },
];

/** Plays events at their times, then lets a frame pass. */
function play(renderer: LiveRenderer, clock: HandClock, events: readonly RunEvent[]): void {
  for (const event of events) {
    clock.advance(Math.max(0, event.time - clock.now()));
    renderer.event(event);
  }
  clock.advance(100);
}

function watch(columns: number, rows: number, abilities?: { color?: boolean; unicode?: boolean }) {
  const screen = new TerminalScreen(columns, rows, abilities);
  const clock = new HandClock(NOON);
  return { screen, clock, renderer: new LiveRenderer(screen, clock) };
}

test('finished jobs stay above, running ones are shown below with their step and newest line', async () => {
  const { screen, clock, renderer } = watch(80, 16);
  const run = new RunScript(LEGS).at(0).begin('setup@linux').at(3.2).pass('setup@linux');
  run.at(3.2).begin('lint@linux').begin('unit@linux').say('unit@linux', 'compiling orbit.c');
  play(renderer, clock, run.events);
  clock.advance(4000);
  assert.equal(
    await screen.visible(),
    screenText`
      lockstep 0.1.0 · meteor · ci · 4 jobs, 4 at a time · main 9f1c2ab

      ✓ Set up         passed       3.2s

      ▸ Unit tests          4s  build                     compiling orbit.c
      ▸ Lint                4s  biome check .
      … and 1 waiting
      ━━━━━───────────────  1 of 4 done · 7s · about 1m 03s left
    `,
  );
  await renderer.finish();
});

test('a failure is printed with its last lines while the others still run', async () => {
  const { screen, clock, renderer } = watch(80, 24);
  const run = new RunScript(LEGS).begin('setup@linux').at(3.2).pass('setup@linux');
  run.begin('lint@linux').begin('unit@linux').at(5);
  run.fail('lint@linux', 'exit code 1', ['src/orbit.ts:4:9 lint/noVar', '  Use let or const.'], {
    failure: {
      step: 0,
      tail: ['src/orbit.ts:4:9 lint/noVar', '  Use let or const.'],
      location: { path: 'src/orbit.ts', line: 4, column: 9, message: 'Use let or const.' },
    },
  });
  play(renderer, clock, run.events);
  assert.equal(
    await screen.visible(),
    screenText`
      lockstep 0.1.0 · meteor · ci · 4 jobs, 4 at a time · main 9f1c2ab

      ✓ Set up         passed       3.2s
      ✗ Lint           failed       1.8s  exit code 1
        │ biome check .
        │ src/orbit.ts:4:9 lint/noVar
        │   Use let or const.
        │ src/orbit.ts:4:9: Use let or const.

      ▸ Unit tests          1s  build
      … and 1 waiting
      ━━━━━━━━━━──────────  2 of 4 done · 1 failed · 5s · about 1m 06s left
    `,
  );
  await renderer.finish();
});

test('at the end the block is gone, the finished lines stay and the cursor is back', async () => {
  const { screen, clock, renderer } = watch(60, 10);
  const run = new RunScript(LEGS.slice(0, 1)).begin('setup@linux').at(1).pass('setup@linux');
  play(renderer, clock, run.end('passed', { legs: ['setup@linux'], seconds: 1 }).events);
  await renderer.finish();
  assert.equal(
    await screen.visible(),
    screenText`
      lockstep 0.1.0 · meteor · ci · 1 job, 4 at a time · main 9…

      ✓ Set up  passed       1.0s
    `,
  );
  assert.ok(screen.writes.join('').endsWith('\u001b[?25h'));
  const before = screen.writes.length;
  clock.advance(5000);
  renderer.event(run.events[0] as RunEvent);
  await renderer.finish();
  renderer.restore();
  assert.equal(screen.writes.length, before, 'nothing is written after the end');
});

test('an interrupted run gives the terminal back at once', async () => {
  const { screen, clock, renderer } = watch(60, 10);
  play(renderer, clock, new RunScript(LEGS).begin('setup@linux').events);
  renderer.restore();
  assert.equal(await screen.visible(), 'lockstep 0.1.0 · meteor · ci · 4 jobs, 4 at a time · main…');
  assert.match(screen.writes.at(-1) ?? '', /\u001b\[\?7h.*\u001b\[\?25h$/);
});

test('a frame in which nothing changed writes nothing, and otherwise only the lines that did', () => {
  const { screen, clock, renderer } = watch(80, 16);
  play(renderer, clock, new RunScript(LEGS).begin('setup@linux').begin('lint@linux').events);
  const before = screen.writes.length;
  clock.advance(500);
  assert.equal(screen.writes.length, before);
  clock.advance(500);
  const frame = screen.writes.slice(before).join('');
  assert.match(frame, /Set up/);
  assert.doesNotMatch(frame, /waiting/);
  renderer.restore();
});

test('nothing that a job prints can move the cursor, set a title, reorder text or break a line', async () => {
  const { screen, clock, renderer } = watch(60, 14);
  const run = new RunScript(LEGS)
    .begin('setup@linux')
    .begin('lint@linux')
    .begin('unit@linux')
    .begin('docs@linux');
  run.say('setup@linux', '\u001b]0;owned\u0007\u001b[2J\u001b[1;1H\u001b[31mstill here\u001b[0m');
  run.say('lint@linux', ' 10%\r 55%\r 99% done\r');
  run.say('unit@linux', `a\tb ${'wide 日本語 e\u0301 👩‍👩‍👧 '.repeat(40)}`);
  run.say('docs@linux', 'safe \u202etxet desrever\u202c');
  play(renderer, clock, run.events);
  assert.equal(
    await screen.visible(),
    screenText`
      lockstep 0.1.0 · meteor · ci · 4 jobs, 4 at a time · main…


      ▸ Unit tests          0s  build
      ▸ Documentation       0s  mkdocs build
      ▸ Set up              0s  npm ci
      ▸ Lint                0s  biome check .
      ────────────────────  0 of 4 done · 0s · about 1m 10s left
    `,
  );
  await screen.resize(100, 14);
  clock.advance(100);
  const wide = await screen.visible();
  assert.match(wide, /Set up {14}0s {2}npm ci {20}still here$/m);
  assert.match(wide, /Lint {16}0s {2}biome check \. {13}99% done$/m);
  assert.match(wide, /Unit tests {10}0s {2}build {21}a {7}b wide 日本語 e\u0301 .*…$/m);
  assert.match(wide, /Documentation {7}0s {2}mkdocs build {14}safe \ufffdtxet desrever\ufffd$/m);
  assert.deepEqual(screen.titles, []);
  assert.equal(await screen.wrappedRows(), 0);
  renderer.restore();
});

test('two hundred jobs stay readable on thirty rows, and no row is ever run over', async () => {
  const { screen, clock, renderer } = watch(100, 30);
  const events = demoRun(200);
  const start = events[0]?.time ?? 0;
  play(
    renderer,
    clock,
    events.filter((event) => event.time - start <= 6000),
  );
  const lines = (await screen.visible()).split('\n');
  assert.ok(lines.length <= 30);
  assert.match(lines.at(-1) ?? '', /^━+─+ {2}\d+ of 200 done · 1 failed · 6s · about \d+s left$/);
  assert.match(lines.at(-2) ?? '', /^… and \d+ waiting$/);
  play(
    renderer,
    clock,
    events.filter((event) => event.time - start > 6000),
  );
  await renderer.finish();
  const history = await screen.history();
  assert.equal(history.match(/^[✓✗↻=] /gm)?.length, 189, 'a line for each job that ran or was reused');
  assert.match(history, /^- \d+ jobs skipped {2}needs e2e@linux#1of20, which did not pass$/m);
  assert.doesNotMatch(history, /^▸|waiting$/m, 'nothing of the block is left');
  assert.equal(await screen.wrappedRows(), 0);
});

test('more running jobs than rows: the longest are shown and the others counted', async () => {
  const { screen, clock, renderer } = watch(60, 8);
  const legs = Array.from({ length: 20 }, (_, index) => ({
    id: `j${index}@linux`,
    expected: 1000 * (index + 1),
  }));
  const run = new RunScript(legs, { slots: 12 });
  for (const leg of legs.slice(0, 12)) run.begin(leg.id);
  play(renderer, clock, run.events);
  assert.equal(
    (await screen.visible()).split('\n').slice(-7).join('\n'),
    screenText`
      
      ▸ j11       0s  run
      ▸ j10       0s  run
      ▸ j9        0s  run
      ▸ j8        0s  run
      … and 8 more running, 8 waiting
      ────────────────────  0 of 20 done · 0s · about 20s left
    `,
  );
  renderer.restore();
});

test('a narrower window gets a narrower block, and the old one leaves no traces', async () => {
  const { screen, clock, renderer } = watch(100, 20);
  const run = new RunScript(LEGS).begin('setup@linux').at(3.2).pass('setup@linux');
  run
    .begin('lint@linux')
    .begin('unit@linux')
    .say('unit@linux', 'x'.repeat(300))
    .say('lint@linux', 'y'.repeat(300));
  play(renderer, clock, run.events);
  await screen.resize(50, 20);
  clock.advance(100);
  assert.equal(
    await screen.visible(),
    screenText`
      lockstep 0.1.0 · meteor · ci · 4 jobs, 4 at a time
       · main 9f1c2ab

      ✓ Set up         passed       3.2s

      ▸ Unit tests          0s  build
      ▸ Lint                0s  biome check .
      … and 1 waiting
      ━━─────────  1 of 4 done · 3s · about 1m 07s left
    `,
  );
  renderer.restore();
});

test('without colour and Unicode the words still say everything', async () => {
  const { screen, clock, renderer } = watch(70, 14, { unicode: false });
  const run = new RunScript(LEGS).begin('setup@linux').at(3.2).pass('setup@linux').begin('lint@linux');
  run.at(4).done('lint@linux', 'timed_out', { reason: 'no output for 1m 30s' }).begin('unit@linux');
  play(renderer, clock, run.events);
  assert.equal(
    await screen.visible(),
    screenText`
      lockstep 0.1.0 - meteor - ci - 4 jobs, 4 at a time - main 9f1c2ab

      + Set up         passed       3.2s
      x Lint           timed out    0.8s  no output for 1m 30s

      > Unit tests          0s  build
      ... and 1 waiting
      ##########..........  2 of 4 done - 1 failed - 4s - about 1m 07s left
    `,
  );
  assert.doesNotMatch(screen.writes.join(''), /\u001b\[[\d;]*m/);
  renderer.restore();
});

test('a job that is tried again says so, and ends as flaky', async () => {
  const { screen, clock, renderer } = watch(80, 12);
  const run = new RunScript(LEGS).begin('unit@linux').at(5).begin('unit@linux', 2);
  play(renderer, clock, run.events);
  assert.match(await screen.visible(), /▸ Unit tests {10}0s {2}attempt 2: build/);
  run.at(9).done('unit@linux', 'flaky', { attempts: 2, reason: 'passed at attempt 2 of 3' });
  play(renderer, clock, run.events.slice(-1));
  assert.match(await screen.visible(), /↻ Unit tests {5}flaky {8}9\.0s {2}passed at attempt 2 of 3/);
  renderer.restore();
});
