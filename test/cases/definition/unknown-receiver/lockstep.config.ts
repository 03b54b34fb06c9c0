import { defineConfig, push } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: 'npm test' },
  workflows: { ci: { jobs: '*', owner: 'github', on: [push('main')] } },
  secrets: ['SLACK_WEBHOOK'],
  notify: {
    receivers: {
      team: { medium: 'slack', webhook: 'SLACK_WEBHOK' },
      mail: { medium: 'email', server: 'SMTP_SERVER', from: 'CI <ci@example.com>', to: ['a@example.com'] },
      ops: { medium: 'webhook', url: 'http://example.com/hook', secret: 'HOOK_KEY' },
      issues: { medium: 'issue', labels: ['ci'] },
    },
    routes: [
      { on: 'workflow-failed', branches: ['main', 'refs/heads/develop'], workflows: ['cj'], to: ['taem', 'issues'] },
      { on: ['recovered', 'workflow-broke'], to: ['pager'] },
    ],
  },
});
