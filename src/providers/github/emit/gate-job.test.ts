import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { pipelineOf } from '../../../../test/support/pipeline-of.ts';
import { lockstep } from '../../../pipeline/presets/lockstep.ts';
import { pullRequest } from '../../../pipeline/triggers.ts';
import { emitOptions } from '../../provider.contract.ts';
import { GITHUB_ACTIONS } from '../actions.ts';
import { githubProvider } from '../provider.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-gate-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const pipeline = pipelineOf({
  jobs: { lint: 'ruff check .', unit: 'pytest', 'flaky-one': { run: 'pytest', allowFailure: true } },
  workflows: { ci: { jobs: '*', owner: 'github', on: [pullRequest('main')] } },
});
const [file] = githubProvider.emit(pipeline, emitOptions(GITHUB_ACTIONS)).files;
const gate = parse(file?.text ?? '').jobs['all-tests-passed'];

/** What the step ends with, and what it puts on the page of the run, when the jobs ended so. */
function look(results: Readonly<Record<string, string>>): { status: number | null; summary: string } {
  const [{ env, run }] = gate.steps;
  const filled = String(env.RESULTS).replace(
    /\$\{\{ needs\.([\w-]+)\.result \}\}/g,
    (_, job) => results[job] ?? '',
  );
  const summary = join(folder, `summary-${Math.random()}`);
  const { status } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
    env: { PATH: process.env.PATH, RESULTS: filled, GITHUB_STEP_SUMMARY: summary },
  });
  return { status, summary: readFileSync(summary, 'utf8') };
}

test('the gate waits for every job that may not fail, whatever became of them', () => {
  assert.deepEqual([gate.needs, gate.if], [['lint', 'unit'], 'always()']);
});

for (const [result, status] of [
  ['success', 0],
  ['skipped', 0],
  ['failure', 1],
  ['cancelled', 1],
  ['', 1],
] as const)
  test(`a job that ended with '${result}' makes the gate end with ${status}`, {
    skip: process.platform === 'win32',
  }, () => {
    assert.deepEqual(look({ lint: 'success', unit: result }), {
      status,
      summary: `| job | result |\n| --- | --- |\n| lint | success |\n| unit | ${result} |\n`,
    });
  });

/** The gate of a workflow whose jobs are these. */
function gateOf(jobs: Parameters<typeof pipelineOf>[0]['jobs']) {
  const [own] = githubProvider.emit(
    pipelineOf({
      jobs,
      workflows: {
        ci: { jobs: '*', owner: 'github', on: [pullRequest('main')], platforms: ['linux', 'windows'] },
      },
    }),
    emitOptions(GITHUB_ACTIONS),
  ).files;
  return parse(own?.text ?? '').jobs;
}

const CALLS_LOCKSTEP = {
  run: 'lockstep plan',
  toolchain: lockstep({ version: '1.2.3' }),
  platforms: ['linux' as const],
};

test('where jobs call lockstep, the gate judges the tests of all legs with the same one, and looks at the results in any case', () => {
  const jobs = gateOf({
    unit: { run: 'pytest', reports: { tests: 'unit.xml' }, matrix: { python: ['3.11', '3.12'] } },
    plan: CALLS_LOCKSTEP,
  });
  assert.equal(jobs.unit.steps.at(-1).with.name, 'unit@${{ matrix.platform }}(python=${{ matrix.python }})');
  const steps = jobs['all-tests-passed'].steps.map((step: Record<string, unknown>) => step.run ?? step.with);
  assert.deepEqual(steps.slice(0, -1), [
    { 'persist-credentials': false },
    { 'node-version': '22', 'package-manager-cache': false },
    'npm install --global --ignore-scripts lockstep@1.2.3',
    { pattern: '*@*', path: 'lockstep-reports' },
    'lockstep report tests --kept lockstep-reports',
  ]);
  assert.equal(jobs['all-tests-passed'].steps.at(-1).if, 'always()');
});

test('the only artifact of a workflow is fetched into the folder of its leg', () => {
  const jobs = gateOf({
    unit: { run: 'pytest', reports: { tests: 'unit.xml' }, platforms: ['windows'] },
    plan: CALLS_LOCKSTEP,
  });
  assert.deepEqual(jobs['all-tests-passed'].steps[3].with, {
    pattern: '*@*',
    path: 'lockstep-reports/unit@windows',
  });
});

test('values of a matrix that no artifact may be called like are replaced, and told apart', () => {
  const jobs = gateOf({
    unit: {
      run: 'pytest',
      reports: { tests: 'unit.xml' },
      matrix: { flag: ['a/b', 'a:b'] },
      platforms: ['windows'],
    },
    plan: CALLS_LOCKSTEP,
  });
  const { steps, strategy } = jobs.unit;
  assert.equal(steps.at(-1).with.name, '${{ matrix.reports }}');
  assert.deepEqual(
    strategy.matrix.include.map((cell: { reports: string }) => cell.reports),
    ['unit@windows(flag=a-b)', 'unit@windows(flag=a-b)-00000002'],
  );
});

test('without a job that calls lockstep, or without tests, the gate asks for no rights', () => {
  for (const jobs of [
    { unit: { run: 'pytest', reports: { tests: 'unit.xml' } } },
    { unit: { run: 'pytest', reports: { coverage: 'unit.xml' } }, plan: CALLS_LOCKSTEP },
  ]) {
    const own = gateOf(jobs)['all-tests-passed'];
    assert.deepEqual([own.steps.length, own.permissions], [1, {}]);
  }
});
