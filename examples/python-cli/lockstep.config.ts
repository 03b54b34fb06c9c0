import { defineConfig, manual, pullRequest, push, python } from 'lockstep';

/** What can change the result of anything that runs the code. */
const code = ['src/**', 'tests/**', 'pyproject.toml', 'requirements/**'];

export default defineConfig({
  project: 'csvscope',
  toolchain: python({ version: '3.12', install: 'python -m pip install -r requirements/dev.txt -e .' }),

  jobs: {
    format: { category: 'lint', run: 'ruff format --check .', fix: 'ruff format .', inputs: code },
    lint: { run: 'ruff check .', fix: 'ruff check --fix .', inputs: code },
    types: { run: 'mypy', inputs: code },
    security: {
      steps: [
        { name: 'look for dangerous code', run: 'ruff check --select S src' },
        {
          name: 'write the findings',
          when: 'always',
          run: 'ruff check --select S --exit-zero --output-format sarif --output-file reports/security.sarif src',
        },
      ],
      reports: { findings: 'reports/security.sarif' },
      inputs: ['src/**'],
    },

    unit: {
      run: 'pytest tests/unit -n auto --cov --cov-report=term --cov-report=xml:reports/coverage.xml --junitxml=reports/unit.xml',
      reports: { tests: 'reports/unit.xml', coverage: 'reports/coverage.xml' },
      artifacts: { coverage: 'reports/coverage.xml' },
      inputs: code,
      idleTimeout: '90s',
    },
    integration: {
      run: 'pytest tests/integration --junitxml=reports/integration.xml',
      reports: { tests: 'reports/integration.xml' },
      inputs: code,
      idleTimeout: '90s',
    },
    regression: {
      run: 'pytest tests/regression --junitxml=reports/regression.xml',
      reports: { tests: 'reports/regression.xml' },
      inputs: code,
      idleTimeout: '90s',
    },
    windows: {
      category: 'platform',
      platforms: ['windows'],
      run: 'pytest tests/windows -m windows --junitxml=reports/windows.xml',
      reports: { tests: 'reports/windows.xml' },
      inputs: code,
      idleTimeout: '90s',
    },
    docker: {
      platforms: ['linux'],
      wants: ['docker'],
      run: 'pytest tests/docker -m docker --junitxml=reports/docker.xml',
      reports: { tests: 'reports/docker.xml' },
      inputs: [...code, 'Dockerfile', '.dockerignore'],
      timeout: '15m',
      idleTimeout: '5m',
    },

    benchmark: {
      run: 'pytest tests/benchmarks --benchmark-only --benchmark-autosave --benchmark-storage=file://./.benchmarks --benchmark-json=reports/benchmark.json',
      reports: { benchmarks: 'reports/benchmark.json' },
      artifacts: { benchmarks: '.benchmarks/**' },
      // Another job's work on the same processor would be measured too.
      locks: ['processor'],
      inputs: code,
    },
    build: {
      needs: ['format', 'lint', 'types', 'security', 'unit', 'integration', 'regression'],
      platforms: ['linux'],
      steps: [
        { name: 'wheel and sdist', run: 'rm -rf dist && python -m build' },
        {
          name: 'what it was built with',
          run: 'python -m pip freeze --exclude-editable > dist/requirements-frozen.txt',
        },
        { name: 'checksums', run: 'sha256sum *.whl *.tar.gz > SHA256SUMS', cwd: 'dist' },
        {
          name: 'version',
          run: `python -c 'import csvscope; print("version=" + csvscope.__version__)' >> "$LOCKSTEP_OUTPUT"`,
        },
      ],
      values: ['version'],
      artifacts: {
        packages: { paths: ['dist/*.whl', 'dist/*.tar.gz', 'dist/SHA256SUMS'], retention: '90d' },
        'frozen-requirements': 'dist/requirements-frozen.txt',
      },
    },
  },

  workflows: {
    'ci-quick': {
      title: 'Fast checks',
      jobs: ['format', 'lint', 'types', 'security', 'unit'],
      owner: 'circleci',
      on: [push('develop')],
      budget: '5m',
    },
    ci: {
      title: 'Everything on Linux, and what is released',
      jobs: ['format', 'lint', 'types', 'security', 'unit', 'integration', 'regression', 'docker', 'build'],
      owner: 'circleci',
      on: [push('main')],
      budget: '15m',
    },
    'test-matrix': {
      title: 'Every platform',
      jobs: ['format', 'lint', 'types', 'unit', 'integration', 'regression', 'windows'],
      platforms: ['linux', 'macos', 'windows'],
      owner: 'github',
      // On a push to main, Linux is CircleCI's: ci has proved it there.
      on: [
        pullRequest('main', 'develop'),
        push({ branches: ['main'], platforms: ['macos', 'windows'] }),
        manual(),
      ],
      budget: '20m',
    },
    benchmark: {
      title: 'Speed',
      jobs: ['benchmark'],
      platforms: ['linux', 'macos', 'windows'],
      owner: 'github',
      on: [pullRequest('main', 'develop'), push('main'), manual()],
      budget: '20m',
    },
  },
  defaultWorkflow: 'ci-quick',

  documents: { makefile: true },
});
