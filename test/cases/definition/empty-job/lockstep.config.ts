import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: { needs: ['build'] }, build: { steps: [] } },
});
