import { defineConfig, manual, node, pullRequest, push } from 'lockstep';

export default defineConfig({
  project: 'it\'s "quoted"\u202e',
  toolchain: node(),
  jobs: {
    lint: { run: ["npm run 'lint:$(touch pwned)'", "npm run 'lint:it'\\''s'"] },
    unit: 'npm test',
  },
  workflows: {
    ci: { jobs: '*', owner: 'github', on: [push('main'), pullRequest('main'), manual()] },
  },
});
