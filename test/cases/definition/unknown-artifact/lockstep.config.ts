import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: {
    build: { run: 'make', artifacts: { dist: 'dist/**' } },
    lint: 'eslint .',
    publish: { run: 'npm publish', needs: [{ job: 'build', artifacts: ['dits'] }, { job: 'lint', artifacts: ['log'] }] },
  },
});
