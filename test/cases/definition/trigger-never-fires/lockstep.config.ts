import { defineConfig, pullRequest, push, schedule } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: 'npm test' },
  workflows: {
    ci: {
      jobs: '*',
      owner: 'github',
      on: [
        push({ branches: [] }),
        push({ branches: ['main', 'release/1.x'], ignoreBranches: ['main', 'release/*'] }),
        pullRequest({ paths: [] }),
        schedule('0 0 31 2,4 *'),
      ],
    },
  },
});
