import { defineConfig, manual, node, pullRequest, push } from 'lockstep';

export default defineConfig({
  project: 'wired',
  toolchain: node(),
  jobs: {
    unit: 'npm test',
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
