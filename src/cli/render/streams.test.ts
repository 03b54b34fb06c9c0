import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HandClock } from '../../../test/support/hand-clock.ts';
import { NOON, RunScript } from '../../../test/support/run-script.ts';
import { PaperScreen, screenText } from '../../../test/support/screens.ts';
import { toldRun } from '../../../test/support/told-run.ts';
import type { RunEvent } from '../../run/run-event.ts';
import { annotation, escapeData, escapeProperty, fenced } from './github-commands.ts';
import { GroupedRenderer } from './grouped.ts';
import { JsonRenderer } from './json.ts';
import { PlainRenderer } from './plain.ts';
import type { Renderer } from './renderer.ts';

async function play(
  events: readonly RunEvent[],
  make: (screen: PaperScreen, clock: HandClock) => Renderer,
  screen = new PaperScreen(),
): Promise<string> {
  const clock = new HandClock(NOON);
  const renderer = make(screen, clock);
  for (const event of events) {
    clock.advance(Math.max(0, event.time - clock.now()));
    renderer.event(event);
  }
  await renderer.finish();
  return screen.text.trimEnd();
}

const plain = (screen: PaperScreen, clock: HandClock): Renderer => new PlainRenderer(screen, clock);

function grouped(dialect: 'github' | 'circleci') {
  let calls = 0;
  return (screen: PaperScreen, clock: HandClock): Renderer =>
    new GroupedRenderer(screen, clock, { dialect, token: () => `token${++calls}` });
}

test('in a pipe every line begins with its job', async () => {
  assert.equal(
    await play(toldRun().events, plain),
    screenText`
      lockstep 0.1.0 · meteor · ci · 6 jobs, 4 at a time · main 9f1c2ab
      ⇢ Unit tests runs on GitHub Actions (windows)
      setup@linux │ ▸ started
      setup@linux │ $ npm ci
      setup@linux │ added 120 packages in 3s
      bench@linux │ ▸ started
      bench@linux │ $ node bench.js
      setup@linux │ ✓ passed in 3.2s
      lint@linux  │ ▸ started
      lint@linux  │ $ biome check .
      unit@linux  │ ▸ started
      unit@linux  │ $ build
      flux@linux  │ ▸ started
      flux@linux  │ $ pytest
      lint@linux  │ ✓ passed in 1.7s
      bench@linux │ ✗ failed in 5.0s: allowed to fail: exit code 3
      unit@linux  │ $ node --test
      unit@linux  │ ok 1 - the period of Earth
      unit@linux  │ ::set-output name=x::y
      unit@linux  │ not ok 3 - the period of Pluto
      unit@linux  │   expected: 90560
      unit@linux  │   actual: 90487
      unit@linux  │ ✗ failed in 12.3s: exit code 1
      unit@linux  │ test/orbit.test.ts:14: 90487 !== 90560
      pack@linux  │ - skipped: needs unit, which failed
      flux@linux  │ ▸ attempt 2
      flux@linux  │ $ pytest
      flux@linux  │ ↻ flaky in 18.1s: passed at attempt 2 of 3
    `,
  );
});

test('a job has the same colour on every line and in every run', async () => {
  const colored = await play(toldRun().events, plain, new PaperScreen({ color: true }));
  const prefixes = colored.split('\n').filter((line) => line.includes('unit@linux'));
  assert.equal(new Set(prefixes.map((line) => line.slice(0, line.indexOf('unit')))).size, 1);
  assert.equal(colored.replace(/\u001b\[\d+m/g, ''), await play(toldRun().events, plain));
});

test('colours of a job stay where colours are wanted, and end with the line', async () => {
  const run = new RunScript([{ id: 'a@linux' }]).say('a@linux', '\u001b[31mred\u001b[2J');
  const text = await play(run.events, plain, new PaperScreen({ color: true }));
  assert.match(text, /\u001b\[31mred\u001b\[0m$/);
});

test('after each minute of silence a line says what still runs', async () => {
  const run = new RunScript([{ id: 'unit@linux' }, { id: 'e2e@linux' }])
    .at(0)
    .begin('unit@linux')
    .at(5)
    .begin('e2e@linux');
  run.at(190).pass('e2e@linux').at(200).pass('unit@linux');
  const text = await play(run.events, plain);
  assert.deepEqual(text.match(/^· .*$/gm), [
    '· still running: unit 1m 05s, e2e 1m 00s',
    '· still running: unit 2m 05s, e2e 2m 00s',
    '· still running: unit 3m 05s, e2e 3m 00s',
  ]);
});

test('on GitHub Actions each job is a folded group; what failed comes last, open, with an annotation', async () => {
  assert.equal(
    await play(toldRun().events, grouped('github')),
    screenText`
      lockstep 0.1.0 · meteor · ci · 6 jobs, 4 at a time · main 9f1c2ab
      ⇢ Unit tests runs on GitHub Actions (windows)
      ::group::✓ setup passed in 3.2s
      ::stop-commands::token1
      $ npm ci
      added 120 packages in 3s
      ::token1::
      ::endgroup::
      ::group::✓ lint passed in 1.7s
      ::stop-commands::token2
      $ biome check .
      ::token2::
      ::endgroup::
      ::group::✗ bench failed in 5.0s: allowed to fail: exit code 3
      ::stop-commands::token3
      $ node bench.js
      ::token3::
      ::endgroup::
      ::warning title=bench failed::allowed to fail: exit code 3
      ✗ unit failed in 12.3s: exit code 1 (its output is at the end)
      - pack skipped: needs unit, which failed
      ::group::↻ flux flaky in 18.1s: passed at attempt 2 of 3
      ::stop-commands::token5
      $ pytest
      attempt 2
      $ pytest
      ::token5::
      ::endgroup::
      ::warning title=flux flaky::passed at attempt 2 of 3

      ✗ unit failed in 12.3s: exit code 1
      ::stop-commands::token6
      $ build
      $ node --test
      ok 1 - the period of Earth
      ::set-output name=x::y
      not ok 3 - the period of Pluto
        expected: 90560
        actual: 90487
      ::token6::
      ::error file=test/orbit.test.ts,line=14,title=unit failed::90487 !== 90560
    `,
  );
});

test('on CircleCI, which folds nothing, headlines part the jobs', async () => {
  assert.equal(
    await play(toldRun().events, grouped('circleci')),
    screenText`
      lockstep 0.1.0 · meteor · ci · 6 jobs, 4 at a time · main 9f1c2ab
      ⇢ Unit tests runs on GitHub Actions (windows)

      == ✓ setup passed in 3.2s
      $ npm ci
      added 120 packages in 3s

      == ✓ lint passed in 1.7s
      $ biome check .

      == ✗ bench failed in 5.0s: allowed to fail: exit code 3
      $ node bench.js
      ✗ unit failed in 12.3s: exit code 1 (its output is at the end)
      - pack skipped: needs unit, which failed

      == ↻ flux flaky in 18.1s: passed at attempt 2 of 3
      $ pytest
      attempt 2
      $ pytest

      == ✗ unit failed in 12.3s: exit code 1
      $ build
      $ node --test
      ok 1 - the period of Earth
      ::set-output name=x::y
      not ok 3 - the period of Pluto
        expected: 90560
        actual: 90487
      test/orbit.test.ts:14: 90487 !== 90560
    `,
  );
});

test('a job that never ended is not lost with its output', async () => {
  const run = new RunScript([{ id: 'a@linux' }]).begin('a@linux').say('a@linux', 'half of it');
  assert.match(
    await play(run.events, grouped('github')),
    /\na did not finish\n::stop-commands::token1\n\$ run\nhalf of it\n::token1::$/,
  );
});

test('of an endless log the newest lines are kept', async () => {
  const run = new RunScript([{ id: 'a@linux' }]).begin('a@linux');
  for (let line = 1; line <= 12_000; line++) run.say('a@linux', `line ${line}`);
  const text = await play(run.at(1).pass('a@linux').events, grouped('circleci'));
  assert.match(text, /\n\(7001 earlier lines are in the log file\)\nline 7001\n/);
  assert.match(text, /\nline 12000$/);
});

test('text in workflow commands is escaped as GitHub wants it', () => {
  assert.equal(escapeData('50%\r\nof: a,b'), '50%25%0D%0Aof: a,b');
  assert.equal(escapeProperty('50%\r\nof: a,b'), '50%25%0D%0Aof%3A a%2Cb');
  assert.deepEqual(fenced(['::add-mask::x'], 't0k'), ['::stop-commands::t0k', '::add-mask::x', '::t0k::']);
  const failed = new RunScript([])
    .fail('a', 'x', [], {
      failure: { step: 0, tail: [], location: { path: 'a,b:c.ts', line: 3, column: 7, message: 'no\n100%' } },
    })
    .events.at(-1);
  assert.ok(failed?.kind === 'job.finished');
  assert.equal(
    annotation('a: b', failed),
    '::error file=a%2Cb%3Ac.ts,line=3,col=7,title=a%3A b failed::no%0A100%25',
  );
});

test('nothing outside the fences is a command the runner would obey', async () => {
  const run = new RunScript([{ id: 'a@linux' }]).begin('a@linux').warn('x ##[group]y\n::error::z').at(1);
  run.skip('a@linux', '##[add-path]/tmp\n::error::z');
  assert.equal(
    await play(run.events, grouped('github')),
    screenText`
      lockstep 0.1.0 · meteor · ci · 1 job, 4 at a time · main 9f1c2ab
      ! x ## [group]y ⏎ ::error::z
      ::group::- a skipped in 1.0s: ## [add-path]/tmp ⏎ ::error::z
      ::stop-commands::token1
      $ run
      ::token1::
      ::endgroup::
    `,
  );
});

test('for programs the events come out as they are, one a line', async () => {
  const { events } = toldRun();
  let text = '';
  const renderer = new JsonRenderer((more) => {
    text += more;
  });
  for (const event of events) renderer.event(event);
  await renderer.finish();
  assert.deepEqual(
    text
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
    JSON.parse(JSON.stringify(events)),
  );
});
