import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { unit: 'npm test', installer: { run: 'make msi', platforms: ['windows'] } },
  workflows: {
    none: { jobs: [] },
    elsewhere: { jobs: ['installer'], platforms: ['linux'] },
    partly: { jobs: ['unit', 'installer'], platforms: ['linux', 'macos'] },
  },
});
