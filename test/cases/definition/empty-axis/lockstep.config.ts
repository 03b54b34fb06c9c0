import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: { run: 'npm test', matrix: { node: [] } }, other: { run: 'true', matrix: {} } },
});
