import { defineConfig, manual, node, pullRequest, push } from 'lockstep';

export default defineConfig({
  project: 'rotate',
  toolchain: node({
    version: '22',
    install: [
      'command -v pnpm >/dev/null || corepack enable pnpm',
      'pnpm install --frozen-lockfile',
    ].join('\n'),
  }),
  jobs: {
    lint: 'pnpm run lint',
    unit: 'pnpm run test:unit',
    integration: 'pnpm run test:integration',
    build: 'pnpm run build',
  },
  workflows: {
    'ci-quick': { jobs: ['lint', 'unit'], owner: 'github', on: [pullRequest('main')] },
    ci: { jobs: '*', owner: 'github', on: [push('main'), manual()] },
    // On Linux, ci-quick runs them. Windows is left out: scripts.test:unit uses NODE_ENV=test.
    'test-matrix': {
      jobs: ['unit'],
      platforms: ['macos'],
      owner: 'github',
      on: [pullRequest('main')],
    },
  },
});
