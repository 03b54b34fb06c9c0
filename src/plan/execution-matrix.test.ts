import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import { manual, pullRequest, push, tag } from '../pipeline/triggers.ts';
import { executionMatrix, renderMatrixMarkdown } from './execution-matrix.ts';
import { proveOwnership } from './ownership.ts';

const PIPELINE = pipelineOf({
  jobs: {
    format: 'ruff format --check .',
    types: 'mypy src',
    unit: 'pytest tests/unit',
    windows: {
      title: 'Windows-specific',
      category: 'platform',
      platforms: ['windows'],
      run: 'pytest tests/windows',
    },
    benchmark: 'pytest benchmarks',
    docker: { category: 'docker', wants: ['docker'], run: 'docker build .' },
    build: 'python -m build',
    publish: { category: 'release', run: 'twine upload dist/*' },
  },
  workflows: {
    ci: { jobs: ['format', 'types', 'unit', 'docker', 'build'], on: [push('main')], owner: 'circleci' },
    matrix: {
      jobs: ['format', 'types', 'unit', 'windows', 'benchmark'],
      platforms: ['linux', 'macos', 'windows'],
      on: [pullRequest('main'), push({ branches: ['main'], platforms: ['macos', 'windows'] }), manual()],
      owner: 'github',
    },
    release: { jobs: ['publish'], on: [tag('v*.*.*')], owner: 'github' },
  },
});

test('the matrix tells for every kind of check where it runs', () => {
  const proof = proveOwnership(PIPELINE);
  assert.deepEqual(proof.diagnostics, []);
  assert.equal(
    renderMatrixMarkdown(executionMatrix(PIPELINE, proof)),
    `| Check | CircleCI (Linux) | GitHub Actions (Linux) | GitHub Actions (Windows) | GitHub Actions (macOS) |
| --- | --- | --- | --- | --- |
| Lint & format | ✅ | ✅ | ✅ | ✅ |
| Type check | ✅ | ✅ | ✅ | ✅ |
| Unit tests | ✅ | ✅ | ✅ | ✅ |
| Platform tests | — | — | ✅ | — |
| Performance benchmarks | — | ✅ | ✅ | ✅ |
| Docker tests | ✅ | — | — | — |
| Build artifacts | ✅ | — | — | — |
| Deployment | — | ✅ | — | — |
`,
  );
});

test('a cell knows its events', () => {
  const matrix = executionMatrix(PIPELINE, proveOwnership(PIPELINE));
  const unit = matrix.rows.find((row) => row.category === 'unit');
  assert.deepEqual(
    unit?.cells.map((cell) => cell.events),
    [
      ['push to main'],
      ['pull request to main', 'pull request to main from a fork', 'manual start'],
      ['push to main', 'pull request to main', 'pull request to main from a fork', 'manual start'],
      ['push to main', 'pull request to main', 'pull request to main from a fork', 'manual start'],
    ],
  );
});
