import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { lint: 'eslint .', unit: { run: 'npm test', needs: ['lnit', { job: 'biuld' }] }, build: 'npm run build' },
  workflows: { ci: { jobs: ['lint', 'deploy'] } },
});
