import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../../../test/support/pipeline-of.ts';
import { push, tag } from '../../../pipeline/triggers.ts';
import { circleci } from '../circleci.ts';

// Asked by every way there is, three to the power of thirty, it would never end.
test('many layers of jobs that each need all of the layer before are emitted', () => {
  const layers = Array.from({ length: 30 }, (_, layer) => [0, 1, 2].map((place) => `l${layer}x${place}`));
  const jobs = layers.flatMap((names, layer) =>
    names.map((name) => [name, { run: 'make', category: 'build' as const, needs: layers[layer - 1] ?? [] }]),
  );
  const pipeline = pipelineOf({
    jobs: Object.fromEntries(jobs),
    workflows: { ci: { jobs: '*', owner: 'circleci', on: [push('main'), tag('v*')] } },
  });
  const { files } = circleci.emit(pipeline, {
    source: { path: 'lockstep.config.ts', digest: '' },
    actions: {},
  });
  assert.match(files[0]?.text ?? '', /l29x2:\n {10}requires: \[l28x0, l28x1, l28x2\]/);
});
