import { defineConfig, manual, node, pullRequest, push } from 'lockstep';

/** What is compiled: tsconfig.json names the same. */
const sources = [
  'src/**',
  'test/**',
  'benchmark/**',
  'tsconfig.json',
  'lockstep.config.ts',
  'examples/*/lockstep.config.ts',
];

// lockstep is its own first user: this is what its checks are, where they run and when.
export default defineConfig({
  project: 'lockstep',
  toolchain: node({ version: '22' }),
  jobs: {
    format: { run: 'biome format .', fix: 'biome format --write .' },
    lint: { run: 'biome lint .', fix: 'biome check --write .' },
    types: { run: 'tsc -p tsconfig.json', inputs: sources },
    law: {
      title: 'import law',
      category: 'lint',
      run: 'node scripts/law.mjs',
      inputs: ['src/**', 'scripts/law.mjs', 'tsconfig.json'],
    },
    'dead-code': { category: 'lint', run: 'knip' },
    unit: {
      needs: ['types'],
      run: 'node scripts/test.mjs src',
      inputs: [
        ...sources,
        'scripts/**',
        'schema/**',
        'docs/**',
        'package.json',
        'examples/*/.{github,circleci}/**',
      ],
      reports: { tests: 'build/junit.xml' },
    },
    package: {
      category: 'build',
      run: ['node scripts/build.mjs', 'publint'],
    },
    e2e: {
      needs: ['types', 'package'],
      run: ['node scripts/build.mjs', 'node scripts/test.mjs test'],
      timeout: '15m',
      idleTimeout: '3m',
    },
  },
  workflows: {
    'ci-quick': {
      jobs: ['format', 'lint', 'types', 'law', 'unit'],
      on: [push('develop')],
      owner: 'circleci',
      budget: '5m',
    },
    ci: { jobs: '*', on: [push('main')], owner: 'circleci', budget: '15m' },
    'test-matrix': {
      jobs: ['types', 'unit', 'package', 'e2e'],
      platforms: ['linux', 'macos', 'windows'],
      on: [pullRequest('main', 'develop'), manual()],
      owner: 'github',
      budget: '20m',
    },
  },
});
