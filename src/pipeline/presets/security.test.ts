import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../../test/support/pipeline-of.ts';
import { python } from './python.ts';
import { goSecurity, nodeSecurity, pythonSecurity, rustSecurity } from './security.ts';

const PRESETS = { goSecurity, nodeSecurity, pythonSecurity, rustSecurity };

for (const [name, preset] of Object.entries(PRESETS))
  test(`${name} makes jobs that scan, and leave the verdict to lockstep`, () => {
    const pipeline = pipelineOf({ jobs: { ...preset({ toolchain: python({ version: '3.12' }) }) } });
    assert.deepEqual(
      pipeline.jobs.map((job) => job.name),
      ['dependency-audit', 'static-analysis'],
    );
    for (const { steps, reports, toolchains, category, inputs } of pipeline.jobs) {
      const [report] = reports;
      const [scan, judge] = steps;
      assert.equal(judge?.run, `lockstep report findings ${report?.path}`);
      assert.ok(scan?.run.includes(report?.path ?? '?'), scan?.run);
      assert.deepEqual([category, inputs.length], ['security', 0]);
      assert.deepEqual(
        toolchains.map((one) => one.name),
        ['python', 'lockstep'],
      );
    }
  });

test('folders of sources are words of a shell, whatever they are called', () => {
  const jobs = pythonSecurity({ toolchain: python(), sources: ['src', "it's"] });
  assert.match(JSON.stringify(jobs['static-analysis'].steps?.[0]), / src 'it'\\\\''s'"/);
});
