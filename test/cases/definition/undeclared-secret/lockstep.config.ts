import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  secrets: ['NPM_TOKEN'],
  jobs: { publish: { run: 'npm publish', secrets: ['NPM_TOKN', 'SIGNING_KEY', 'NPM_TOKEN'] } },
});
