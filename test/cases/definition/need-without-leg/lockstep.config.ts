import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: {
    build: { run: 'make', platforms: ['linux'] },
    unit: { run: 'npm test', needs: ['build'] },
    sign: { run: 'sign', platforms: ['macos'], needs: [{ job: 'build', platform: 'windows' }] },
    fine: { run: 'true', needs: [{ job: 'build', platform: 'linux' }, { job: 'unit', platform: 'all' }] },
  },
  workflows: { ci: { jobs: '*', platforms: ['linux', 'macos', 'windows'] } },
});
