import { defineConfig, manual, node, pullRequest, push } from 'lockstep';

export default defineConfig({
  project: 'lockstep',
  toolchain: node({ version: '22', install: 'npm ci' }),
  jobs: {
    format: { category: 'lint', run: 'biome format .', fix: 'biome format --write .' },
    lint: { run: 'biome lint .', fix: 'biome lint --write .' },
    types: 'tsc -p tsconfig.json',
    law: { category: 'lint', title: 'import law', run: 'node scripts/law.mjs' },
  },
  workflows: {
    'ci-quick': { jobs: '*', on: [push('develop')], owner: 'circleci', budget: '5m' },
    'test-matrix': {
      jobs: '*',
      platforms: ['linux', 'macos', 'windows'],
      owner: 'github',
      budget: '20m',
      on: [pullRequest('main', 'develop'), push('main'), manual()],
    },
  },
});
