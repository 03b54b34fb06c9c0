import { defineConfig, schedule } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: 'npm test' },
  workflows: {
    ci: {
      jobs: '*',
      owner: 'github',
      on: [schedule('@daily'), schedule('0 24 * * *'), schedule('0 3 * * MNO'), schedule('0 3 * * 7'), schedule('*/0 * * * *')],
    },
  },
});
