import { defineConfig, push, schedule, tag } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: 'npm test' },
  workflows: {
    ci: {
      jobs: '*',
      owner: 'github',
      on: [push('my branch', 'release/..', 'refs/heads/main', 'v[0-9', 'v[9-0]'), tag('v1~', '.v1', '//'), schedule('0 3 * * *', { branch: 'main/' })],
    },
  },
});
