import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: {
    unit: {
      run: 'npm test',
      matrix: { 'node-version': ['20', '22'], node_version: ['24'], include: [{ 'a-b-c-d': '1' }, { a_b_c_d: '2' }] },
    },
    e2e: { run: 'npm run e2e', matrix: { browser: ['chrome'], include: [{ browser: 'firefox', Browser: 'no' }] } },
  },
});
