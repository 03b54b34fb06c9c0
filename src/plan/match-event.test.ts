import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import type { TriggerConfig } from '../pipeline/trigger-config.ts';
import { manual, pullRequest, push, release, schedule, tag } from '../pipeline/triggers.ts';
import type { PipelineEvent } from './event.ts';
import { matchEvent } from './match-event.ts';

function answer(on: readonly TriggerConfig[], event: PipelineEvent): string {
  const pipeline = pipelineOf({
    jobs: { unit: 'true' },
    workflows: { ci: { jobs: '*', owner: 'github', on } },
  });
  const [workflow] = pipeline.workflows;
  assert.ok(workflow);
  const { fires, reason } = matchEvent(workflow, event);
  return `${fires ? 'yes' : 'no'}: ${reason}`;
}

test('a push fires for its branches, unless they are ignored or no changed file is meant', () => {
  const on = [push({ branches: ['main', 'release/*'], ignoreBranches: ['release/old'], paths: ['src/**'] })];
  assert.equal(answer(on, { kind: 'push', branch: 'main' }), 'yes: push to main, release/*');
  assert.equal(
    answer(on, { kind: 'push', branch: 'develop' }),
    'no: branch develop is not main or release/*',
  );
  assert.equal(answer(on, { kind: 'push', branch: 'release/old' }), 'no: branch release/old is ignored');
  assert.equal(
    answer(on, { kind: 'push', branch: 'main', changedFiles: ['README.md'] }),
    'no: no changed file is in src/**',
  );
  assert.equal(
    answer(on, { kind: 'push', branch: 'main', changedFiles: ['a', 'src/b/c'] }),
    'yes: push to main, release/*',
  );
});

test('a pull request fires by the branch it wants to go to', () => {
  const on = [pullRequest('main', 'develop')];
  assert.equal(answer(on, { kind: 'pull_request', base: 'develop' }), 'yes: pull request to main, develop');
  assert.equal(answer(on, { kind: 'pull_request', base: 'next' }), 'no: base next is not main or develop');
  assert.equal(answer(on, { kind: 'push', branch: 'main' }), 'no: no push trigger');
});

test('tags, releases, manual starts and schedules fire for their own kind', () => {
  assert.equal(answer([tag('v*.*.*')], { kind: 'tag', tag: 'v1.2.3' }), 'yes: tag v*.*.*');
  assert.equal(answer([tag('v*.*.*')], { kind: 'tag', tag: 'nightly' }), 'no: tag nightly is not v*.*.*');
  assert.equal(answer([release()], { kind: 'release', tag: 'v1' }), 'yes: release published');
  assert.equal(answer([manual()], { kind: 'manual' }), 'yes: manual start');
  assert.equal(
    answer([schedule('0 3 * * *')], { kind: 'schedule', cron: '0 3 * * *' }),
    'yes: schedule 0 3 * * *',
  );
  assert.equal(
    answer([schedule('0 3 * * *')], { kind: 'schedule', cron: '0 4 * * *' }),
    'no: its schedule is 0 3 * * *',
  );
});

test('one of several triggers is enough', () => {
  assert.equal(
    answer([push('develop'), push('main')], { kind: 'push', branch: 'main' }),
    'yes: push to main',
  );
});

test('what somebody asks for on their own machine needs no trigger', () => {
  assert.equal(answer([], { kind: 'local' }), 'yes: asked for here');
});
