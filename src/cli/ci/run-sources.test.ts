import { after } from 'node:test';
import { ActionsServer } from '../../../test/support/actions-server.ts';
import { CircleciServer } from '../../../test/support/circleci-server.ts';
import { git } from '../../../test/support/git.ts';
import { Checkout } from '../../../test/support/lockstep-command.ts';
import { actionsRun, circleRun, minute, sha } from '../../../test/support/made-ci-runs.ts';
import { RunStore } from '../../execution/run-store.ts';
import { nodeFiles } from '../../platform/files.ts';
import { HttpConnections } from '../../platform/http-exchange.ts';
import { CircleciClient } from '../../providers/circleci/api/circleci-client.ts';
import { CircleciRuns } from '../../providers/circleci/api/circleci-runs.ts';
import { GithubClient } from '../../providers/github/api/github-client.ts';
import { GithubRuns } from '../../providers/github/api/runs/github-runs.ts';
import { checkRunSourceContract } from '../../providers/run-source.contract.ts';
import { LocalRuns } from './local-runs.ts';

const ends: (() => Promise<void> | void)[] = [];
after(async () => {
  for (const end of ends) await end();
});

const JOBS = [
  { name: 'types', state: 'passed' },
  { name: 'unit', state: 'failed' },
] as const;

checkRunSourceContract('GitHub Actions', async () => {
  const server = await new ActionsServer().listen();
  ends.push(() => server.close());
  server.tokens.set('a-token', { read: true });
  server.runs.push(actionsRun(1, { jobs: [] }), actionsRun(2, { jobs: JOBS, created_at: minute(5) }));
  server.runs.push(actionsRun(3, { jobs: [], head_sha: sha(2) }));
  const client = new GithubClient({
    ...{ api: new URL(server.url), token: 'a-token', tokenFrom: 'here', userAgent: 'lockstep' },
    repository: { owner: 'octo-org', name: 'octo-repo' },
    ...{ now: Date.now, pause: async () => undefined, onPause: () => undefined },
  });
  return { source: new GithubRuns(client), commit: sha(1), told: 'it failed' };
});

checkRunSourceContract('CircleCI', async () => {
  const server = await new CircleciServer().listen();
  ends.push(() => server.close());
  server.tokens.set('a-token', {});
  server.runs.push(circleRun(1, { jobs: [] }), circleRun(2, { jobs: JOBS, created_at: minute(5) }));
  server.runs.push(circleRun(3, { jobs: [], revision: sha(2) }));
  const connections = new HttpConnections();
  ends.push(() => connections.close());
  const client = new CircleciClient({
    ...{
      origin: new URL(server.url),
      token: 'a-token',
      tokenFrom: 'here',
      project: server.slug,
      connections,
    },
    ...{ userAgent: 'lockstep', pause: async () => undefined, onPause: () => undefined },
  });
  const source = new CircleciRuns(client, { slug: server.slug, now: () => Date.parse(minute(60)) });
  return { source, commit: sha(1), told: 'it failed' };
});

const DEFINITION = `project: demo
jobs:
  unit: { run: [echo well, 'echo it failed && exit 1'] }
workflows:
  ci: { jobs: '*' }
`;

checkRunSourceContract('this machine', async () => {
  const checkout = new Checkout({ 'lockstep.config.yaml': DEFINITION, '.gitignore': '.lockstep/\n' });
  ends.push(() => checkout.remove());
  git(checkout.path, 'init', '--quiet', '--initial-branch=main');
  git(checkout.path, 'add', '--all');
  git(checkout.path, '-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'it');
  for (let count = 0; count < 2; count++) await checkout.lockstep('run', 'ci');
  const commit = git(checkout.path, 'rev-parse', 'HEAD').trim();
  return { source: new LocalRuns(new RunStore(nodeFiles, checkout.path)), commit, told: 'it failed' };
});
