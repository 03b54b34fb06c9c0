import { defineConfig, manual, node, pullRequest, push } from 'lockstep';

export default defineConfig({
  project: 'tidy-dates',
  toolchain: node({ version: '20' }),
  jobs: {
    lint: {
      run: ['npm run lint', 'npm run format:check'],
      fix: ['npm run lint:fix', 'npm run format'],
    },
    types: 'npm run typecheck',
    unit: 'npx vitest run',
    build: 'npm run build',
    benchmark: 'npx vitest bench --run',
  },
  workflows: {
    'ci-quick': {
      jobs: ['lint', 'types', 'unit'],
      owner: 'github',
      on: [push('develop'), pullRequest('main', 'develop')],
    },
    ci: { jobs: ['lint', 'types', 'unit', 'build'], owner: 'github', on: [push('main'), manual()] },
    // On Linux, ci-quick runs them.
    'test-matrix': {
      jobs: ['unit'],
      platforms: ['macos', 'windows'],
      owner: 'github',
      on: [pullRequest('main', 'develop')],
    },
    benchmark: { jobs: ['benchmark'], owner: 'github', on: [manual()] },
  },
});
