import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerContract } from '../provider.contract.ts';
import { GITHUB_ACTIONS } from './actions.ts';
import { githubProvider } from './provider.ts';

providerContract({ provider: githubProvider, actions: GITHUB_ACTIONS });

test('a job whose condition asks what no event tells may run, and one that the event rules out does not', () => {
  const text = `
on:
  push:
    branches: [main]
jobs:
  mine:
    if: github.actor == 'octocat'
    runs-on: ubuntu-24.04
    env:
      WHO: \${{ github.actor }}
    steps:
      - run: 'true'
  nightly:
    if: github.event_name == 'schedule' && github.actor == 'octocat'
    runs-on: ubuntu-24.04
    steps:
      - run: 'true'
`;
  const { workflows, diagnostics } = githubProvider.read([{ path: '.github/workflows/ci.yml', text }]);
  assert.deepEqual(diagnostics, []);
  const { runs = [], skipped } = workflows[0]?.react({ kind: 'push', branch: 'main' }) ?? {};
  assert.deepEqual(
    runs.map(({ job, env }) => [job, env]),
    [['mine', { WHO: '${{ github.actor }}' }]],
  );
  assert.deepEqual(
    skipped?.map(({ leg }) => leg),
    ['nightly@linux'],
  );
});
