import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manual, pullRequest, push, release, schedule, tag } from './triggers.ts';

test('triggers take names, or options', () => {
  assert.deepEqual(push('main', 'release/*'), { kind: 'push', branches: ['main', 'release/*'] });
  assert.deepEqual(push({ branches: ['main'], paths: ['src/**'] }), {
    kind: 'push',
    branches: ['main'],
    paths: ['src/**'],
  });
  assert.deepEqual(pullRequest('main'), { kind: 'pull_request', branches: ['main'] });
  assert.deepEqual(tag('v*'), { kind: 'tag', tags: ['v*'] });
  assert.deepEqual(schedule('0 3 * * *', { branch: 'main' }), {
    kind: 'schedule',
    cron: '0 3 * * *',
    branch: 'main',
  });
});

test('without a name a trigger is for all', () => {
  assert.deepEqual(push(), { kind: 'push', branches: ['**'] });
  assert.deepEqual(push({ ignoreBranches: ['wip'] }), {
    kind: 'push',
    branches: ['**'],
    ignoreBranches: ['wip'],
  });
  assert.deepEqual(pullRequest(), { kind: 'pull_request' });
  assert.deepEqual(tag(), { kind: 'tag', tags: ['**'] });
  assert.deepEqual(release(), { kind: 'release' });
  assert.deepEqual(manual(), { kind: 'manual' });
});
