import { defineConfig, go, manual, pullRequest, push } from 'lockstep';

export default defineConfig({
  project: 'half',
  toolchain: go({ version: '1.25.1' }),
  jobs: {
    lint: { run: ['test -z "$(gofmt -l . | tee /dev/stderr)"', 'go vet ./...'], fix: 'gofmt -w .' },
    unit: 'go test ./...',
  },
  workflows: {
    ci: { jobs: '*', owner: 'github', on: [push('main'), pullRequest('main'), manual()] },
    // On Linux, ci runs them.
    'test-matrix': {
      jobs: ['unit'],
      platforms: ['macos', 'windows'],
      owner: 'github',
      on: [pullRequest('main')],
    },
  },
});
