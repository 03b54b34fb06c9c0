import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: { run: 'npm test', matrix: { node: ['20', '22'], exclude: [{ node: '18' }, {}] } } },
});
