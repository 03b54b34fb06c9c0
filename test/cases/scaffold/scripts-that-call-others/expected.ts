import { defineConfig, manual, node, pullRequest, push } from 'lockstep';

export default defineConfig({
  project: 'nested',
  toolchain: node(),
  jobs: {
    lint: 'npm run lint',
    types: 'npm run types',
    unit: 'npm run unit',
    e2e: { run: ['npx playwright install', 'npm run test:e2e'] },
    build: 'npm run build',
  },
  workflows: {
    'ci-quick': { jobs: ['lint', 'types', 'unit'], owner: 'github', on: [pullRequest('main')] },
    ci: { jobs: '*', owner: 'github', on: [push('main'), manual()] },
    // On Linux, ci-quick runs them.
    'test-matrix': {
      jobs: ['unit'],
      platforms: ['macos', 'windows'],
      owner: 'github',
      on: [pullRequest('main')],
    },
  },
});
