import { defineConfig } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: {
    build: { run: 'make', needs: ['check'] },
    check: { run: 'make check', needs: ['sign'] },
    sign: { run: 'make sign', needs: ['build'] },
    self: { run: 'true', needs: ['self'] },
  },
});
