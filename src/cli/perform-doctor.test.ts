import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import { capabilityFindings, lockstepFinding } from './perform-doctor.ts';

const pipeline = pipelineOf({
  jobs: {
    image: { run: 'true', requires: ['docker'] },
    lint: { run: 'true', wants: [{ tool: 'jq' }, 'docker'] },
    scan: { run: 'true', wants: ['docker'] },
    ship: { run: 'true', requires: ['docker'], wants: ['docker'] },
  },
});

test('what is missing is a problem for jobs that require it, and a note for those that want it', async () => {
  const missing = async (): Promise<string> => 'not installed';
  assert.deepEqual(await capabilityFindings(pipeline, { missing }), [
    { subject: 'docker', state: 'problem', text: 'not installed: image, ship will fail' },
    { subject: 'docker', state: 'notice', text: 'not installed: lint, scan will be skipped' },
    { subject: 'jq', state: 'notice', text: 'not installed: lint will be skipped' },
  ]);
});

test('what is there is told once, with every job that uses it', async () => {
  const missing = async (): Promise<undefined> => undefined;
  assert.deepEqual(await capabilityFindings(pipeline, { missing }), [
    { subject: 'docker', state: 'ok', text: 'there, for image, ship, lint, scan' },
    { subject: 'jq', state: 'ok', text: 'there, for lint' },
  ]);
});

test('the lockstep that jobs call is the one that is running, whatever the CI systems install', () => {
  const subject = 'toolchain lockstep';
  assert.deepEqual(lockstepFinding({ name: 'lockstep', version: '1.2.3' }, '1.2.3'), {
    subject,
    state: 'ok',
    text: '1.2.3',
  });
  assert.deepEqual(lockstepFinding({ name: 'lockstep', version: '1.0.0' }, '1.2.3'), {
    subject,
    state: 'notice',
    text: '1.2.3 is running, the definition says 1.0.0: results here may differ from the CI systems',
  });
});
