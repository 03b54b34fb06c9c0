import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  secrets: { NPM_TOKEN: { rotate: '90d' }, OLD_TOKEN: { rotate: '90d' } },
  jobs: { publish: { run: 'npm publish', secrets: ['NPM_TOKEN'] } },
});
