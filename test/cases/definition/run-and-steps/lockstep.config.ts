import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: { run: 'npm test', steps: ['npm run e2e'] } },
});
