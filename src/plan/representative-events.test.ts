import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import type { TriggerConfig } from '../pipeline/trigger-config.ts';
import { pullRequest, push, release, tag } from '../pipeline/triggers.ts';
import { describeEvent } from './event.ts';
import { proveOwnership } from './ownership.ts';
import { representativeEvents } from './representative-events.ts';

function eventsFor(...on: readonly TriggerConfig[]): string[] {
  const pipeline = pipelineOf({
    jobs: { unit: 'pytest' },
    workflows: { all: { jobs: '*', on: [...on], owner: 'github' } },
  });
  return representativeEvents(pipeline).events.map(describeEvent);
}

function pushesFor(...patterns: readonly string[]): string[] {
  return eventsFor(push(...patterns))
    .filter((event) => event.startsWith('push'))
    .map((event) => event.slice(8));
}

test('what everybody asks about is always there', () => {
  assert.deepEqual(eventsFor(push('main')), [
    'push to main',
    'push to develop',
    'push to some-feature',
    'pull request to main',
    'pull request to develop',
    'pull request to main from a fork',
    'pull request to develop from a fork',
    'tag v1.2.3',
    'tag 1.2.3',
    'tag v1.2.3-rc.1',
    'tag nightly',
  ]);
});

test('a branch that only two patterns together match is there', () => {
  assert.deepEqual(pushesFor('release/*', '*/1.0').slice(3), ['release/x', 'x/1.0', 'release/1.0']);
});

test('a regular expression has its name, and the ignored part of a pattern too', () => {
  assert.deepEqual(pushesFor('/^v\\d+\\.\\d+$/').slice(3), ['v1.1']);
  const ignored = push({ branches: ['feature/**'], ignoreBranches: ['feature/{wip,draft}-*'] });
  assert.deepEqual(eventsFor(ignored).slice(3, 5), ['push to feature/x', 'push to feature/wip-x']);
});

test('pull requests and tags have their own names', () => {
  assert.deepEqual(
    eventsFor(pullRequest('next'), tag('v*'), release('v*-beta*')).filter((event) =>
      /next|beta|some/.test(event),
    ),
    [
      'push to some-feature',
      'pull request to next',
      'pull request to next from a fork',
      'tag vx-betax',
      'release of vx-betax',
    ],
  );
});

test('two systems that meet only on a branch both patterns happen to match are found', () => {
  const pipeline = pipelineOf({
    jobs: { unit: 'pytest' },
    workflows: {
      here: { jobs: '*', on: [push('/release/.+/')], owner: 'circleci' },
      there: { jobs: '*', on: [push('/.+-hotfix/')], owner: 'github' },
    },
  });
  assert.deepEqual(
    proveOwnership(pipeline).diagnostics.map(({ message }) => message),
    [
      "On push to release/-hotfix unit@linux runs twice, in workflow 'here' on CircleCI and in workflow 'there' on GitHub Actions.",
    ],
  );
});

test('a pattern whose names cannot be worked out leaves the proof open', () => {
  const pipeline = pipelineOf({
    jobs: { unit: 'pytest' },
    workflows: { all: { jobs: '*', on: [push('main'), push('main', '/\\pL+/')], owner: 'circleci' } },
  });
  const [fault] = proveOwnership(pipeline).diagnostics;
  assert.deepEqual(
    [fault?.code, fault?.at],
    ['unproved-pattern', ['workflows', 'all', 'on', 1, 'branches', 1]],
  );
});
