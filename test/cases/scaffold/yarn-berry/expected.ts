import { defineConfig, manual, node, pullRequest, push } from 'lockstep';

export default defineConfig({
  project: 'ledger',
  toolchain: {
    ...node({
      install: [
        'yarn --version >/dev/null 2>&1 || corepack enable yarn',
        'yarn install --immutable',
      ].join('\n'),
    }),
    provides: ['.pnp.cjs'],
  },
  jobs: {
    lint: 'yarn run lint',
    types: 'yarn run check:types',
    unit: 'yarn run test',
  },
  workflows: {
    ci: { jobs: '*', owner: 'github', on: [push('main'), pullRequest('main'), manual()] },
  },
});
