import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: 'npm test' },
  notify: {
    receivers: { issues: { medium: 'issue' }, comments: { medium: 'pull-request' } },
    routes: [{ on: 'workflow-failed', to: ['issues'] }],
  },
});
