import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: {
    build: { run: 'make', artifacts: { dist: 'dist/**' } },
    docs: { run: 'make docs', artifacts: { site: { name: 'dist', paths: 'site/**' } } },
  },
});
