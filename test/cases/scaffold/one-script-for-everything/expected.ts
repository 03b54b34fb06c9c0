import { defineConfig, manual, node, pullRequest, push } from 'lockstep';

export default defineConfig({
  project: 'one-thing',
  toolchain: node({ version: '22', install: 'npm install' }),
  jobs: {
    lint: 'npx xo',
    types: 'npx tsd',
    unit: 'npx ava',
  },
  workflows: {
    ci: { jobs: '*', owner: 'github', on: [push('main'), pullRequest('main'), manual()] },
    // On Linux, ci runs them.
    'test-matrix': {
      jobs: ['unit'],
      platforms: ['macos', 'windows'],
      owner: 'github',
      on: [pullRequest('main')],
    },
  },
});
