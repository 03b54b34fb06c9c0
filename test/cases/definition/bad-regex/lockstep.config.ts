import { defineConfig, push } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: 'npm test' },
  workflows: { ci: { jobs: '*', owner: 'github', on: [push('/^(?!wip).*$/', '/v(\\d+/')] } },
});
