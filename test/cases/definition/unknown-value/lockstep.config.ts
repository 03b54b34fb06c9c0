import { defineConfig, value } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: {
    build: { run: 'make', values: ['version'] },
    lint: 'eslint .',
    publish: {
      run: 'npm publish',
      needs: ['build', 'lint'],
      env: { A: value('build', 'vrsion'), B: value('lint', 'score') },
    },
  },
});
