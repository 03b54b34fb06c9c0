import type { PipelineConfig } from '../../src/pipeline/config.ts';
import { manual, pullRequest, push, release, schedule, tag } from '../../src/pipeline/triggers.ts';
import { pipelineOf } from './pipeline-of.ts';

/** A project that is tested by two systems on three platforms, and released by a tag: every kind of trigger, secrets of every sort. */
export const TWO_SYSTEMS: Omit<PipelineConfig, 'project'> = {
  toolchain: { name: 'plain', install: 'make tools' },
  jobs: {
    format: { run: 'ruff format --check .', fix: 'ruff format .' },
    types: 'mypy src',
    unit: 'pytest tests/unit',
    windows: { title: 'Windows-specific', platforms: ['windows'], run: 'pytest tests/windows' },
    build: { platforms: ['linux'], run: 'python -m build' },
    image: { category: 'docker', wants: ['docker'], run: 'docker build .' },
    scan: { category: 'security', run: 'trivy image app', secrets: ['SCAN_KEY'] },
    pypi: { category: 'release', run: 'twine upload dist/*', secrets: ['PYPI_TOKEN'] },
    homebrew: { category: 'release', run: './tap.sh', secrets: ['TAP_TOKEN', 'SCAN_KEY'] },
  },
  secrets: {
    SCAN_KEY: { rotate: '36h' },
    PYPI_TOKEN: { description: 'publishes the package', environment: 'pypi', rotate: '90d' },
    TAP_TOKEN: { description: 'writes to the tap', context: 'github-release' },
  },
  workflows: {
    'ci-quick': {
      title: 'Fast checks',
      jobs: ['format', 'types', 'unit'],
      owner: 'circleci',
      on: [push('develop')],
      budget: '5m',
    },
    ci: {
      title: 'Full suite',
      jobs: ['format', 'types', 'unit', 'build', 'image'],
      owner: 'circleci',
      on: [push('main')],
      budget: '15m',
    },
    'test-matrix': {
      title: 'Every platform',
      jobs: ['format', 'types', 'unit', 'windows'],
      platforms: ['linux', 'macos', 'windows'],
      owner: 'github',
      on: [
        pullRequest('main', 'develop'),
        push({ branches: ['main'], platforms: ['macos', 'windows'] }),
        manual(),
      ],
      budget: '20m',
    },
    'docker-scan': {
      jobs: ['scan'],
      owner: 'github',
      on: [pullRequest({ branches: ['main'], paths: ['Dockerfile', 'src/**'] }), schedule('0 3 * * 1')],
    },
    release: { title: 'Release', jobs: ['pypi'], owner: 'github', on: [tag('v*.*.*')] },
    distributions: {
      title: 'Distributions',
      jobs: ['homebrew'],
      owner: 'github',
      on: [release('v*.*.*'), manual()],
    },
  },
};

export const twoSystems = pipelineOf({
  ...TWO_SYSTEMS,
  documents: { repository: 'acme/weather', makefile: true },
});
