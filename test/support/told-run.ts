import { type LegScript, RunScript } from './run-script.ts';

/** A small project with something of everything. */
export const TOLD_LEGS: readonly LegScript[] = [
  { id: 'setup@linux', title: 'Set up', category: 'setup', steps: ['npm ci'], expected: 3000 },
  {
    id: 'lint@linux',
    title: 'Lint',
    category: 'lint',
    needs: ['setup@linux'],
    steps: ['biome check .'],
    owner: 'github',
    expected: 2000,
  },
  {
    id: 'unit@linux',
    title: 'Unit tests',
    needs: ['setup@linux'],
    steps: ['build', 'node --test'],
    owner: 'github',
    expected: 30_000,
  },
  {
    id: 'flux@linux',
    title: 'Flux',
    category: 'integration',
    needs: ['setup@linux'],
    steps: ['pytest'],
    owner: 'circleci',
    expected: 9000,
  },
  { id: 'bench@linux', title: 'Benchmarks', category: 'benchmark', steps: ['node bench.js'], expected: 4000 },
  {
    id: 'pack@linux',
    title: 'Package',
    category: 'build',
    needs: ['unit@linux', 'lint@linux'],
    steps: ['npm pack'],
    owner: 'github',
    expected: 1000,
  },
];

const TAIL = ['not ok 3 - the period of Pluto', '  expected: 90560', '  actual: 90487'];

/** Its run: one failure, one failure that is allowed, one flaky job, one skipped, one elsewhere, one left out. */
export function toldRun(budget = 300_000): RunScript {
  const run = new RunScript(TOLD_LEGS, {
    budget,
    elsewhere: [{ id: 'unit@windows', title: 'Unit tests', where: 'windows', owner: 'github' }],
    skipped: [{ id: 'docs', reason: 'no changed file matches docs/**' }],
  });
  run.begin('setup@linux').say('setup@linux', 'added 120 packages in 3s');
  run.begin('bench@linux').at(3.2).stepDone('setup@linux', 0, { kind: 'passed' }, 3200).pass('setup@linux');
  run.begin('lint@linux').begin('unit@linux').begin('flux@linux').at(4.9).pass('lint@linux');
  run.at(5).fail('bench@linux', 'exit code 3', ['p95 is 14% slower than main'], { allowed: true });
  run.at(6).stepDone('unit@linux', 0, { kind: 'passed' }, 2800).step('unit@linux', 1);
  run.say('unit@linux', 'ok 1 - the period of Earth', '::set-output name=x::y', ...TAIL);
  run.at(15.5).stepDone('unit@linux', 1, { kind: 'failed', exitCode: 1 }, 9500);
  run.fail('unit@linux', 'exit code 1', TAIL, {
    failure: {
      step: 1,
      tail: TAIL,
      location: { path: 'test/orbit.test.ts', line: 14, message: '90487 !== 90560' },
    },
  });
  run.skip('pack@linux', 'needs unit, which failed');
  run.at(17).begin('flux@linux', 2).at(21.25);
  run.done('flux@linux', 'flaky', { attempts: 2, reason: 'passed at attempt 2 of 3' });
  return run.end('failed', { legs: ['setup@linux', 'flux@linux'], seconds: 21.2 });
}
