import { defineConfig } from 'lockstep';

const test = () => 'npm test';

export default defineConfig({
  project: 'weather',
  jobs: {
    unit: test as never,
    lint: { run: 'eslint .', env: { LEVEL: 10n as never } },
  },
  release: { pattern: /^v\d+$/, channels: new Map([['npm', true]]) },
});
