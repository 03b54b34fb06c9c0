import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  secrets: ['CIRCLE_TOKEN', 'NPM_TOKEN'],
  jobs: {
    package: {
      secrets: ['CIRCLE_TOKEN', 'NPM_TOKEN'],
      steps: [
        { run: 'lockstep receipt fetch', secrets: ['CIRCLE_TOKN'] },
        { run: 'npm publish', secrets: ['NPM_TOKEN'] },
        { run: 'make', secrets: [] },
      ],
    },
  },
});
