import { defineConfig, lockstep, manual, pullRequest, push, python, tag } from 'lockstep';
import { release, releaseJobs, releaseSecrets } from './lockstep.release.js';

/** What can change the result of anything that runs the code. */
const code = ['src/**', 'tests/**', 'pyproject.toml', 'requirements/**', '!**/__pycache__/**'];

/** A test job: its own folder below tests/, its report by the same name. */
const tests = (name: string, options = '') => ({
  run: `pytest tests/${name}${options} --junitxml=reports/${name}.xml`,
  reports: { tests: `reports/${name}.xml` },
  inputs: code,
});

/** What GitHub is told is the CI system's business: on a developer's machine nothing is sent. */
const onGithub = (command: string) => `[ "$GITHUB_ACTIONS" != true ] || ${command}`;

const tools = python({ version: '3.12', install: 'python -m pip install -r requirements/dev.txt -e .' });

export default defineConfig({
  project: 'csvscope',
  toolchain: tools,

  jobs: {
    format: { category: 'lint', run: 'ruff format --check .', fix: 'ruff format .', inputs: code },
    lint: { run: 'ruff check .', fix: 'ruff check --fix .', inputs: code },
    types: { run: 'mypy', inputs: code },
    hooks: {
      category: 'lint',
      platforms: ['linux'],
      toolchain: lockstep(),
      run: 'lockstep hooks run --all-files',
    },
    security: {
      toolchain: [tools, lockstep()],
      steps: [
        {
          name: 'look for dangerous code',
          run: 'ruff check --select S --exit-zero --output-format sarif --output-file reports/security.sarif src',
        },
        { name: 'judge', run: 'lockstep report findings reports/security.sarif' },
      ],
      reports: { findings: 'reports/security.sarif' },
      inputs: ['src/**', '!**/__pycache__/**'],
    },

    unit: {
      toolchain: [tools, lockstep()],
      steps: [
        'pytest tests/unit -n auto --cov --cov-report=term --cov-report=xml:reports/coverage.xml --junitxml=reports/unit.xml',
        {
          name: 'save the coverage of this platform',
          run: 'lockstep report coverage reports/coverage.xml --save lockstep-coverage',
          // What failing tests have covered is worth knowing too.
          when: 'always',
        },
      ],
      reports: { tests: 'reports/unit.xml', coverage: 'reports/coverage.xml' },
      artifacts: { coverage: 'lockstep-coverage/*.json' },
      inputs: code,
    },
    integration: tests('integration'),
    regression: tests('regression'),
    windows: {
      ...tests('windows', ' -m windows'),
      title: 'Windows-specific',
      category: 'platform',
      platforms: ['windows'],
    },
    window: {
      ...tests('window'),
      title: 'tests with a screen',
      category: 'e2e',
      wants: ['display'],
    },
    docker: {
      ...tests('docker', ' -m docker'),
      // CI systems have an engine on Linux alone, and what is skipped elsewhere proves nothing to a release.
      platforms: ['linux'],
      wants: ['docker'],
      inputs: [...code, 'Dockerfile', '.dockerignore'],
      timeout: '15m',
      idleTimeout: '5m',
    },
    'coverage-report': {
      title: 'coverage of all platforms',
      category: 'unit',
      platforms: ['linux'],
      needs: [{ job: 'unit', platform: 'all', artifacts: ['coverage'] }],
      toolchain: lockstep(),
      run: 'lockstep report coverage lockstep-coverage --min 69',
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

    'image-scan': {
      title: 'scan the image',
      category: 'security',
      platforms: ['linux'],
      toolchain: lockstep(),
      wants: ['docker'],
      permissions: { 'security-events': 'write', 'pull-requests': 'write' },
      secrets: ['GITHUB_TOKEN'],
      steps: [
        { name: 'build it, scan it once, judge', run: 'lockstep scan image csvscope:scan --build .' },
        {
          name: 'tell code scanning',
          when: 'always',
          run: onGithub('lockstep upload sarif lockstep-scan/findings.sarif'),
        },
        {
          name: 'tell the pull request',
          when: 'always',
          run: onGithub('lockstep upload comment lockstep-scan/findings.md --key image-scan'),
        },
      ],
      reports: { findings: 'lockstep-scan/trivy.json' },
      artifacts: { sbom: { paths: 'lockstep-scan/sbom.*.json', ifMissing: 'ignore' } },
      timeout: '20m',
    },

    ...releaseJobs(tools),
  },

  secrets: {
    GITHUB_TOKEN: { description: 'made by GitHub for each run, with the rights the job asks for' },
    ...releaseSecrets,
  },

  workflows: {
    'ci-quick': {
      title: 'Fast checks',
      jobs: ['format', 'lint', 'types', 'hooks', 'security', 'unit'],
      owner: 'circleci',
      on: [push('develop')],
      budget: '5m',
    },
    ci: {
      title: 'Everything on Linux, and what is released',
      jobs: [
        ...['format', 'lint', 'types', 'hooks', 'security', 'unit'],
        ...['integration', 'regression', 'docker', 'build'],
      ],
      owner: 'circleci',
      on: [push('main')],
      budget: '15m',
    },
    'test-matrix': {
      title: 'Every platform',
      jobs: [
        ...['format', 'lint', 'types', 'hooks', 'unit', 'integration', 'regression', 'windows', 'docker'],
        'coverage-report',
      ],
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
      title: 'Speed, and what needs a screen',
      jobs: ['benchmark', 'window'],
      platforms: ['linux', 'macos', 'windows'],
      owner: 'github',
      on: [pullRequest('main', 'develop'), push('main'), manual()],
      budget: '20m',
    },
    'docker-security-scan': {
      title: 'Docker security scan',
      jobs: ['image-scan'],
      owner: 'github',
      on: [pullRequest({ paths: ['Dockerfile', 'requirements/**', 'src/**'] }), manual()],
      budget: '20m',
    },
    release: {
      title: 'Release',
      jobs: ['package', 'publish'],
      owner: 'github',
      on: [tag('v*.*.*')],
      budget: '30m',
    },
    'trigger-distributions': {
      title: 'Bring a release to the distributions',
      jobs: ['distributions'],
      owner: 'github',
      on: [
        // The release workflow starts it; by hand it goes on with a release that got stuck.
        manual({
          run: { description: 'the run of the release workflow that built it', required: true },
          dry_run: { type: 'boolean', description: 'only say what would be done', default: false },
        }),
      ],
      budget: '15m',
    },
  },
  defaultWorkflow: 'ci-quick',

  // Before a commit: `lockstep hooks install` has git ask.
  hooks: {
    run: [
      ...(['check-merge-conflict', 'check-case-conflict', 'check-added-large-files'] as const),
      ...([
        'check-yaml',
        'check-toml',
        'detect-private-key',
        'end-of-file-fixer',
        'generated-files',
      ] as const),
      { hook: 'trailing-whitespace', args: ['--markdown-linebreak-ext=md'] },
      { job: 'format', changed: 'ruff format --check', fixChanged: 'ruff format', types: ['python'] },
      { job: 'lint', changed: 'ruff check', fixChanged: 'ruff check --fix', types: ['python'] },
    ],
  },

  release,

  documents: { makefile: true, repository: 'csvscope/csvscope' },
});
