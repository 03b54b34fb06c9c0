import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trustOf } from './run-trust.ts';

function told(env: Readonly<Record<string, string>>, branches = ['main', 'release']): string {
  const { level, because } = trustOf(env, branches);
  return `${level}: ${because}`;
}

function github(event: string, ref: string): string {
  return told({ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: event, GITHUB_REF: ref });
}

function circle(env: Readonly<Record<string, string>>): string {
  return told({ CI: 'true', CIRCLECI: 'true', ...env });
}

test('a machine of a person is neither trusted nor not', () => {
  assert.equal(told({}), 'local: this is no CI system');
  assert.equal(told({ CI: '' }), 'local: this is no CI system');
  assert.equal(told({ CI: 'false' }), 'local: this is no CI system');
});

test('what GitHub runs for a branch that was named is trusted', () => {
  for (const event of ['push', 'schedule', 'workflow_dispatch'])
    assert.equal(github(event, 'refs/heads/main'), 'trusted: it is for the branch main');
});

test('what GitHub runs for anything that came from outside is not trusted, whatever branch it names', () => {
  for (const event of [
    'pull_request',
    'pull_request_target',
    'pull_request_review',
    'issue_comment',
    'workflow_run',
    'merge_group',
    'repository_dispatch',
    'something_new',
  ])
    assert.equal(github(event, 'refs/heads/main'), `untrusted: the event is ${event}`);
  assert.equal(told({ GITHUB_ACTIONS: 'true' }), 'untrusted: the event is unknown');
});

test('other branches and tags are not trusted', () => {
  assert.equal(
    github('push', 'refs/heads/feature/x'),
    'untrusted: the branch feature/x is not one of main, release',
  );
  assert.equal(github('push', 'refs/heads/refs/heads/main').split(':')[0], 'untrusted');
  assert.equal(github('push', 'refs/tags/main'), 'untrusted: it is for no branch');
  assert.equal(github('push', ''), 'untrusted: it is for no branch');
});

test('what CircleCI runs for a branch that was named is trusted, but for pull requests', () => {
  assert.equal(circle({ CIRCLE_BRANCH: 'release' }), 'trusted: it is for the branch release');
  assert.equal(
    circle({ CIRCLE_BRANCH: 'main', CIRCLE_PULL_REQUEST: 'https://github.com/o/r/pull/1' }),
    'untrusted: it is a pull request (CIRCLE_PULL_REQUEST is set)',
  );
  assert.equal(
    circle({ CIRCLE_BRANCH: 'main', CIRCLE_PR_NUMBER: '7', CIRCLE_PR_USERNAME: 'x' }),
    'untrusted: it is a pull request (CIRCLE_PR_NUMBER is set)',
  );
  assert.equal(circle({ CIRCLE_BRANCH: 'main', CIRCLE_PULL_REQUEST: '' }).split(':')[0], 'trusted');
  assert.equal(
    circle({ CIRCLE_BRANCH: 'pull/7' }),
    'untrusted: the branch pull/7 is not one of main, release',
  );
  assert.equal(circle({ CIRCLE_TAG: 'v1', CIRCLE_BRANCH: 'main' }), 'untrusted: it is for no branch');
});

test('of a CI system that is not known nobody can tell', () => {
  assert.equal(told({ CI: 'true' }), 'untrusted: whose work this CI system runs is not known');
  assert.equal(told({ CI: 'woodpecker' }), 'untrusted: whose work this CI system runs is not known');
});
