import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: {},
});
