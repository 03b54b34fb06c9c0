import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BuildContext, buildContext, type Variables } from './build-context.ts';

const SHA = 'a'.repeat(40);
const HEAD = 'b'.repeat(40);
const NOTHING: BuildContext = {
  repository: undefined,
  commit: undefined,
  ref: undefined,
  pullRequests: [],
  headCommit: undefined,
  isFork: false,
};
const REPOSITORY = { owner: 'octo-org', name: 'octo-repo' };
const actions = { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'octo-org/octo-repo', GITHUB_SHA: SHA };
const circle = { CIRCLECI: 'true', CIRCLE_SHA1: SHA };
const pull = (full_name: string | null) => ({
  pull_request: {
    number: 7,
    head: { sha: HEAD, repo: full_name === null ? null : { full_name } },
    base: { repo: { full_name: 'octo-org/octo-repo' } },
  },
});

for (const [what, env, event, expected] of [
  ['a person', { GITHUB_SHA: SHA, CIRCLE_SHA1: SHA }, undefined, {}],
  [
    'a push',
    { ...actions, GITHUB_REF: 'refs/heads/main' },
    { ref: 'refs/heads/main' },
    { repository: REPOSITORY, commit: SHA, ref: 'refs/heads/main' },
  ],
  [
    'a pull request',
    { ...actions, GITHUB_REF: 'refs/pull/7/merge' },
    pull('octo-org/octo-repo'),
    { repository: REPOSITORY, commit: SHA, ref: 'refs/pull/7/merge', pullRequests: [7], headCommit: HEAD },
  ],
  [
    'a pull request from a fork',
    { ...actions, GITHUB_REF: 'refs/pull/7/merge' },
    pull('mallory/octo-repo'),
    {
      repository: REPOSITORY,
      commit: SHA,
      ref: 'refs/pull/7/merge',
      pullRequests: [7],
      headCommit: HEAD,
      isFork: true,
    },
  ],
  [
    'a pull request from a fork that is gone',
    { ...actions, GITHUB_REF: 'refs/heads/main' },
    pull(null),
    {
      repository: REPOSITORY,
      commit: SHA,
      ref: 'refs/heads/main',
      pullRequests: [7],
      headCommit: HEAD,
      isFork: true,
    },
  ],
  ['a comment on an issue', actions, { issue: { number: 5 } }, { repository: REPOSITORY, commit: SHA }],
  [
    'a comment on a pull request',
    actions,
    { issue: { number: 5, pull_request: {} } },
    { repository: REPOSITORY, commit: SHA, pullRequests: [5] },
  ],
  [
    'a workflow after another',
    actions,
    { workflow_run: { head_sha: HEAD, pull_requests: [{ number: 12 }, { number: 9 }] } },
    { repository: REPOSITORY, commit: SHA, pullRequests: [9, 12], headCommit: HEAD },
  ],
  ['an event of no kind', actions, 'null', { repository: REPOSITORY, commit: SHA }],
  [
    'CircleCI, a branch',
    { ...circle, CIRCLE_BRANCH: 'main' },
    undefined,
    { commit: SHA, ref: 'refs/heads/main' },
  ],
  [
    'CircleCI, a tag',
    { ...circle, CIRCLE_TAG: 'v1', CIRCLE_BRANCH: '' },
    undefined,
    { commit: SHA, ref: 'refs/tags/v1' },
  ],
  [
    'CircleCI, several pull requests',
    {
      ...circle,
      CIRCLE_BRANCH: 'x',
      CIRCLE_PULL_REQUESTS:
        'https://github.com/octo-org/octo-repo/pull/31,https://github.com/octo-org/octo-repo/pull/8',
      CIRCLE_PULL_REQUEST: 'https://github.com/octo-org/octo-repo/pull/31',
    },
    undefined,
    { repository: REPOSITORY, commit: SHA, ref: 'refs/pull/8/head', pullRequests: [8, 31] },
  ],
  [
    'CircleCI, a fork',
    { ...circle, CIRCLE_BRANCH: 'pull/9', CIRCLE_PR_NUMBER: '9' },
    undefined,
    { commit: SHA, ref: 'refs/pull/9/head', pullRequests: [9], isFork: true },
  ],
  [
    'CircleCI, something that is no pull request',
    {
      ...circle,
      CIRCLE_BRANCH: 'x',
      CIRCLE_PULL_REQUEST: 'https://github.com/octo-org/octo-repo/pull/7e3#x',
    },
    undefined,
    { commit: SHA, ref: 'refs/heads/x' },
  ],
] as readonly (readonly [string, Variables, unknown, Partial<BuildContext>])[])
  test(`what is built: ${what}`, () => {
    assert.deepEqual(buildContext(env, event), { ...NOTHING, ...expected });
  });
