import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: 'npm test', types: 'tsc' },
  hooks: {
    exclude: '(?!src)',
    run: ['check-yaml', { hook: 'check-yaml', args: ['--unsafe'] }, { job: 'type' }, { hook: 'check-json', files: '(' }, { hook: 'check-toml', files: '(?x) src/ # (', exclude: '(?x) a ( # )' }],
  },
});
