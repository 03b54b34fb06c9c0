import { defineConfig, matrix, node } from 'lockstep';

export default defineConfig({
  project: 'weather',
  toolchain: node({ version: matrix('node') }),
  jobs: {
    unit: {
      run: 'npm test',
      matrix: { node: ['20', '22'], include: [{ nod: '24' }], exclude: [{ os: 'linux' }] },
      env: { NODE: matrix('noed') },
    },
    lint: 'eslint .',
  },
});
