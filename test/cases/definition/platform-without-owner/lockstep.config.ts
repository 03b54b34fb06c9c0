import { defineConfig, push } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: 'npm test', lint: { run: 'eslint .', platforms: ['linux'] } },
  workflows: {
    ci: { jobs: '*', platforms: ['linux', 'windows', 'macos/arm64'], owner: { linux: 'circleci' }, on: [push('main')] },
    quick: { jobs: ['lint'], platforms: ['linux', 'windows'], on: [push()] },
    here: { jobs: '*', platforms: ['windows'] },
  },
});
