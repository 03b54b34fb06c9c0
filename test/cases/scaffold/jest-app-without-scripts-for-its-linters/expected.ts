import { defineConfig, manual, node, pullRequest, push } from 'lockstep';

export default defineConfig({
  project: 'shop',
  toolchain: node({ version: '22.11.0' }),
  jobs: {
    lint: {
      run: ['npx eslint .', 'npx prettier --check .'],
      fix: ['npx eslint --fix .', 'npx prettier --write .'],
    },
    types: 'npx tsc --noEmit',
    unit: 'npx jest --coverage',
  },
  workflows: {
    ci: { jobs: '*', owner: 'github', on: [push('main'), pullRequest('main'), manual()] },
  },
});
