// What `lockstep runs` and `lockstep gate` ask GitHub about its Actions, and what the tests' stand-in answers, against GitHub's own OpenAPI description.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkExchanges, githubDescription } from './support/openapi.mjs';
import { lockstep, mustRun, root, temporaryFolder } from './support/workbench.mjs';

const TOKEN = 'ghs_interop';

export default {
  name: "GitHub's API about Actions: requests and answers, @octokit/openapi",
  needs: () => undefined,
  run: async ({ check, skip }) => {
    const { description, reason } = await githubDescription();
    if (description === undefined) return skip('all of it', reason);
    await mustRun(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']);
    const load = (path) => import(pathToFileURL(join(root, 'build/test/support', path)).href);
    const { ActionsServer } = await load('actions-server.js');
    const { actionsRun, sha } = await load('made-ci-runs.js');
    const server = await new ActionsServer().listen();
    try {
      const { example } = description;
      server.templates = {
        run: example('workflow-run'),
        // GitHub's own examples lack what its schemas ask for.
        job: { ...example('job'), created_at: '2026-11-24T05:00:00Z' },
        artifact: example('artifact'),
        pull: { ...example('pull-request'), requested_teams: [] },
        status: example('status'),
        file: example('diff-entry-items')[0],
      };
      await exercise(server, { actionsRun, sha });
      const exchanges = server.answers.map(({ request: { method, path, query, body }, reply }) => ({
        request: { method, path: query.size === 0 ? path : `${path}?${query}`, body },
        status: reply.status,
        body: Buffer.isBuffer(reply.body) ? undefined : reply.body,
      }));
      await checkExchanges({ check, description, fewest: 10 }, exchanges);
    } finally {
      await server.close();
    }
  },
};

/** Every request that there is, and refusals. */
async function exercise(server, { actionsRun, sha }) {
  const cwd = temporaryFolder('github-actions-api');
  const git = (...args) =>
    mustRun('git', ['-c', 'user.name=i', '-c', 'user.email=i@example.com', ...args], { cwd });
  await git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(cwd, 'lockstep.config.yaml'), DEFINITION);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'as it is');
  await git('remote', 'add', 'origin', `https://127.0.0.1/${server.repository}.git`);
  const env = {
    GITHUB_API_URL: server.url,
    GITHUB_TOKEN: TOKEN,
    GITHUB_REPOSITORY: undefined,
    GITHUB_ACTIONS: undefined,
    CIRCLE_TOKEN: '',
    XDG_CONFIG_HOME: cwd,
    HOME: cwd,
  };
  const run = async (code, ...args) => {
    const ended = await lockstep(args, { cwd, env });
    assert.equal(ended.code, code, `${args.join(' ')}: ${ended.stdout}${ended.stderr}`);
  };
  server.tokens.set(TOKEN, { read: true, write: true, statuses: true });
  const failed = actionsRun(1, { jobs: [{ name: 'unit (linux)', state: 'failed' }] });
  const running = actionsRun(2, { jobs: [{ name: 'unit (linux)', state: 'running' }] });
  server.runs.push(failed, running);
  server.pulls.push({ number: 7, sha: sha(1), head: 'feature', base: 'main', fork: false, files: ['a.ts'] });
  await run(0, 'runs', 'list', '--ci');
  await run(0, 'runs', 'list', '--commit', sha(1));
  await run(0, 'runs', 'view', 'github:1');
  await run(0, 'runs', 'log', '--run', 'github:1');
  await run(0, 'runs', 'download', 'github:1');
  await run(1, 'gate', '--pr', '7', '--post');
  await run(0, 'runs', 'cancel', 'github:2');
  await run(0, 'runs', 'rerun', 'github:1', '--failed');
  await run(0, 'runs', 'rerun', 'github:1');
  server.tokens.set(TOKEN, { read: true });
  await run(1, 'runs', 'rerun', 'github:1');
}

const DEFINITION = `project: weather
jobs:
  unit: 'true'
workflows:
  test-matrix:
    jobs: [unit]
    platforms: [linux]
    owner: github
    on: [{ kind: pull_request, branches: [main] }]
`;
