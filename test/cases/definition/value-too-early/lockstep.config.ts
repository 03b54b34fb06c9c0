import { defineConfig, value } from 'lockstep';

export default defineConfig({
  project: 'weather',
  env: { VERSION: value('build', 'version') },
  jobs: {
    build: { run: 'make', values: ['version'] },
    publish: { steps: [{ run: 'npm publish', env: { VERSION: value('build', 'version') } }] },
  },
});
