import { defineConfig, matrix, pullRequest, push, python, schedule, value } from 'lockstep';

const everywhere = ['linux', 'macos', 'windows'] as const;

export default defineConfig({
  project: 'weather',
  toolchain: python({ version: '3.12', install: 'pip install -r requirements.txt' }),
  secrets: ['PYPI_TOKEN'],
  jobs: {
    lint: { run: 'ruff check .', platforms: ['linux'], timout: '5m' },
    unit: {
      run: 'pytest',
      needs: ['lnit'],
      matrix: { python: ['3.11', '3.12'], exclude: [{ python: '3.10' }] },
      env: { PYTHON: matrix('pyhton') },
      timeout: '5 minutes',
    },
    build: { run: 'python -m build', needs: ['check'], outputs: ['dist\\*.whl'], values: ['version'] },
    check: { run: 'twine check dist/*', needs: ['build'] },
    publish: {
      run: 'twine upload dist/*',
      env: { VERSION: value('build', 'version') },
      secrets: ['PYPI_TOKN'],
      retries: '2',
    },
  },
  workflows: {
    ci: {
      jobs: ['lint', 'unit', 'build'],
      platforms: everywhere,
      owner: { linux: 'circleci', macos: 'github' },
      on: [push('main', 'release/[0-9'), pullRequest({ paths: ['/src/**'] })],
    },
    nightly: { jobs: '*', on: [schedule('0 3 31 2 *')], owner: 'gitub' },
  },
});
