import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { pipelineOf } from '../../../../test/support/pipeline-of.ts';
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
