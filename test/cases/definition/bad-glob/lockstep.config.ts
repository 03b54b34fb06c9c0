import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: {
    build: {
      run: 'make',
      inputs: ['src\\**', '../other/**', 'src/{a,b', ''],
      outputs: ['/dist/**', 'C:/dist', '!dist/[ab', 'dist/[z-a]'],
      reports: { tests: '~/reports/*.xml' },
      artifacts: { dist: 'dist/[!a' },
    },
  },
});
