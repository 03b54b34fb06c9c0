import { defineConfig, manual, node, pullRequest, push } from 'lockstep';

export default defineConfig({
  project: 'studio',
  toolchain: node({ version: '24' }),
  jobs: {
    lint: 'npm run lint',
    unit: 'npm test --workspaces --if-present',
    e2e: 'npm run test:e2e --workspaces --if-present',
    build: 'npm run build --workspaces --if-present',
  },
  workflows: {
    'ci-quick': { jobs: ['lint', 'unit'], owner: 'github', on: [pullRequest('main')] },
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
