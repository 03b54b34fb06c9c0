import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defineConfig,
  type JobConfig,
  matrix,
  node,
  pullRequest,
  push,
  value,
  type WorkflowConfig,
} from '../index.ts';
import { readPipeline } from './read-pipeline.ts';

const everywhere = ['linux', 'macos', 'windows'] as const;
const shared: JobConfig = { run: 'npm run shared', needs: ['build'] };
const nightly: WorkflowConfig = { jobs: ['unit'], platforms: ['linux'] };
const generated = Object.fromEntries(['a', 'b'].map((name) => [`extra-${name}`, { run: `npm run ${name}` }]));

test('what people write compiles and is sound', () => {
  const config = defineConfig({
    project: 'weather',
    toolchain: node(),
    env: { CI: true },
    jobs: {
      build: { run: ['npm run build'], values: ['version'], artifacts: { dist: 'dist/**' } },
      unit: {
        run: 'npm test',
        needs: ['build', { job: 'shared', platform: 'all' }],
        matrix: { node: ['20', '22'], exclude: [{ node: '20' }] },
        toolchain: node({ version: matrix('node') }),
        env: { VERSION: value('build', 'version') },
      },
      shared,
      ...generated,
    },
    workflows: {
      ci: { jobs: ['unit'], platforms: everywhere, owner: 'github', on: [push('main'), pullRequest()] },
      nightly,
    },
  });
  const result = readPipeline(config);
  assert.ok(result.ok, JSON.stringify(result.diagnostics));
  assert.deepEqual(result.diagnostics, []);
});
