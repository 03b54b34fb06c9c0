import type { RunEvent } from '../../src/run/run-event.ts';
import { type LegScript, RunScript } from './run-script.ts';

/** A run with something of everything, for looking at renderers: failures, a flaky job, skipped ones, legs elsewhere. */
export function demoRun(size: number): readonly RunEvent[] {
  const legs = size <= 20 ? SMALL : large(size);
  const run = new RunScript(legs, {
    budget: size <= 20 ? 20_000 : 60_000,
    slots: size <= 20 ? 4 : 24,
    elsewhere: [
      { id: 'unit@windows', title: 'Unit tests', where: 'windows', owner: 'github' },
      { id: 'unit@macos', title: 'Unit tests', where: 'macos', owner: 'circleci' },
    ],
  });
  return play(run, legs, size <= 20 ? 4 : 24);
}

const SMALL: readonly LegScript[] = [
  leg('setup-node@linux', 'Set up Node 22', 2.1, [], ['npm ci']),
  leg('setup-python@linux', 'Set up Python 3.12', 1.4, [], ['uv sync']),
  leg('lint@linux', 'Lint', 1.2, ['setup-node@linux'], ['biome check .', 'knip']),
  leg('types@linux', 'Types', 2.6, ['setup-node@linux'], ['tsc --noEmit']),
  leg('unit@linux(python=3.11)', 'Unit tests (python 3.11)', 4.2, ['setup-python@linux'], ['pytest -q']),
  leg('unit@linux(python=3.12)', 'Unit tests (python 3.12)', 4.8, ['setup-python@linux'], ['pytest -q']),
  leg(
    'integration@linux',
    'Integration tests',
    6.4,
    ['types@linux'],
    ['docker compose up', 'pytest integration'],
  ),
  leg('e2e@linux', 'End-to-end in the browser', 7.3, ['types@linux'], ['npx playwright test']),
  leg('bench@linux', 'Benchmarks', 3.1, ['types@linux'], ['node bench.js']),
  leg('docs@linux', 'Documentation', 2.2, ['lint@linux'], ['mkdocs build --strict']),
  leg('build@linux', 'Build the package', 2.4, ['unit@linux(python=3.12)', 'types@linux'], ['npm pack']),
  leg('publish@linux', 'Publish a preview', 1.0, ['build@linux', 'e2e@linux'], ['npm publish --dry-run']),
];

function leg(
  id: string,
  title: string,
  seconds: number,
  needs: readonly string[],
  steps: readonly string[],
): LegScript {
  return { id, title, expected: seconds * 1000, needs, steps };
}

function large(size: number): LegScript[] {
  const names = ['unit', 'integration', 'lint', 'types', 'e2e', 'bench', 'docs', 'wheel', 'docker', 'fuzz'];
  const legs = [leg('setup@linux', 'Set up', 1.5, [], ['npm ci'])];
  for (let index = 1; index < size; index++) {
    const name = names[index % names.length] ?? 'unit';
    const shard = Math.floor(index / names.length) + 1;
    const needs = index % 17 === 0 ? ['e2e@linux#1of20'] : ['setup@linux'];
    const id = `${name}@linux#${shard}of20`;
    legs.push(
      leg(id, `${name} ${shard} of 20`, 1 + ((index * 7) % 23) / 5, needs, [
        `npm run ${name} -- --shard ${shard}/20`,
      ]),
    );
  }
  return legs;
}

const CHATTER = [
  'collecting ... collected 482 items',
  'tests/test_orbit.py::test_period[earth]\tPASSED',
  '\u001b[32mtests/test_orbit.py::test_period[mars] PASSED\u001b[0m [ 31%]',
  'Downloading\r 10%\r 50%\r 99% [=========>] 12.4 MB',
  '\u001b]0;owned\u0007\u001b[2J\u001b[10;10Htests/测试_軌道.py::test_名前 ✓ 日本語のテスト',
  `${'a very long line that goes on '.repeat(12)}`,
  'warning: \u202eevil text\u202c is reordered here',
  'tests/test_station.py ........................................ [ 74%]',
];

const TAIL = [
  'tests/test_orbit.py F                                              [100%]',
  '',
  '=================================== FAILURES ===================================',
  '______________________________ test_period[pluto] ______________________________',
  '',
  '    def test_period(planet):',
  '>       assert period(planet) == pytest.approx(EXPECTED[planet], rel=1e-3)',
  'E       assert 90487.2 == 90560.0 ± 90.6',
  '',
  'tests/test_orbit.py:41: AssertionError',
  '=========================== short test summary info ============================',
  'FAILED tests/test_orbit.py::test_period[pluto] - assert 90487.2 == 90560.0 ± 90.6',
  '1 failed, 481 passed in 4.71s',
];

/** A tiny scheduler in simulated time: longest first, as many as there are slots. */
function play(run: RunScript, legs: readonly LegScript[], slots: number): readonly RunEvent[] {
  const verdicts = new Map<string, 'good' | 'bad'>();
  const running = new Map<string, { end: number; leg: LegScript; start: number }>();
  const waiting = new Set(legs);
  for (let time = 0; waiting.size + running.size > 0; time = Math.round((time + 0.1) * 10) / 10) {
    run.at(time);
    for (const [id, { end, leg: one, start }] of running) {
      if (time >= end) {
        running.delete(id);
        verdicts.set(id, finish(run, one) ? 'good' : 'bad');
      } else chat(run, id, Math.round((time - start) * 10));
    }
    for (const one of waiting) {
      const bad = one.needs?.find((need) => verdicts.get(need) === 'bad');
      if (bad !== undefined) {
        waiting.delete(one);
        run.skip(one.id, `needs ${bad}, which did not pass`);
        verdicts.set(one.id, 'bad');
      } else if (running.size < slots && (one.needs ?? []).every((need) => verdicts.get(need) === 'good')) {
        waiting.delete(one);
        running.set(one.id, { end: time + (one.expected ?? 1000) / 1000, leg: one, start: time });
        run.begin(one.id);
      }
    }
  }
  const bad = run.events.some(
    (event) => event.kind === 'job.finished' && event.verdict === 'failed' && !event.allowed,
  );
  const path =
    legs.length <= 20 ? ['setup-node@linux', 'types@linux', 'e2e@linux'] : ['setup@linux', 'e2e@linux#1of20'];
  return run.end(bad ? 'failed' : 'passed', { legs: path, seconds: 12 }).events;
}

function chat(run: RunScript, id: string, tenths: number): void {
  if (tenths % 4 === 3) run.say(id, CHATTER[(Math.floor(tenths / 4) + id.length) % CHATTER.length] ?? '');
}

function finish(run: RunScript, { id }: LegScript): boolean {
  if (id === 'unit@linux(python=3.12)' || id === 'e2e@linux#1of20' || id === 'fuzz@linux#7of20') {
    const location = { path: 'tests/test_orbit.py', line: 41, message: 'assert 90487.2 == 90560.0 ± 90.6' };
    run.fail(id, 'exit code 1', TAIL, { failure: { step: 0, tail: TAIL, location } });
    return false;
  }
  if (id === 'integration@linux' || id === 'integration@linux#3of20')
    run.done(id, 'flaky', { attempts: 2, reason: 'passed at attempt 2 of 3' });
  else if (id === 'bench@linux' || id === 'bench@linux#2of20')
    run.fail(id, 'exit code 3', ['p95 is 14% slower than main'], { allowed: true });
  else if (id === 'setup-python@linux' || id.startsWith('docs@linux#'))
    run.done(id, 'reused', { attempts: 0, duration: 0, reason: 'nothing it reads has changed' });
  else if (id === 'docs@linux')
    run.done(id, 'timed_out', {
      reason: 'no output for 1m 30s',
      failure: { step: 0, tail: ['INFO    -  Building documentation...'] },
    });
  else run.pass(id);
  return true;
}
