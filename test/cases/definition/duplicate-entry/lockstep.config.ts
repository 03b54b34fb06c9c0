import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: {
    build: 'make',
    unit: {
      steps: [
        { name: 'tests', run: 'npm test' },
        { name: 'tests', run: 'npm run e2e' },
      ],
      needs: ['build', 'build'],
      matrix: { node: ['20', '22', '20'] },
      platforms: ['linux', 'linux'],
    },
  },
});
