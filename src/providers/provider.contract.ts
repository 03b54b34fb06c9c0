import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import type { ActionsLock, EmitOptions, Provider } from './provider.ts';
import { assertReadBack } from './read-back.contract.ts';
import { samples } from './samples.contract.ts';

export interface ProviderUnderTest {
  readonly provider: Provider;
  readonly actions: ActionsLock;
  /** Samples the system has no words for: it must say so. */
  readonly refuses?: readonly string[];
}

export function emitOptions(actions: ActionsLock): EmitOptions {
  return { source: { path: 'lockstep.config.ts', digest: 'd19e57' }, actions };
}

/** Every implementation of `Provider` does all of this. */
export function providerContract({ provider, actions, refuses = [] }: ProviderUnderTest): void {
  const options = emitOptions(actions);
  for (const [what, config] of Object.entries(samples(provider.name))) {
    const pipeline = pipelineOf(config as PipelineConfig);
    if (refuses.includes(what))
      test(`${provider.title}: ${what}: refused with an error, as the system has no word for it`, () => {
        assert.ok(hasErrors(provider.emit(pipeline, options).diagnostics));
      });
    else
      test(`${provider.title}: ${what}: what is emitted reads back as it was planned`, () => {
        const emission = provider.emit(pipeline, options);
        assert.deepEqual(
          emission.diagnostics.filter(({ severity }) => severity === 'error'),
          [],
        );
        assert.ok(assertReadBack(provider, pipeline, emission) > 0, 'no event sets anything off');
      });
    test(`${provider.title}: ${what}: the same definition gives the same bytes`, () => {
      const copy = structuredClone(pipeline);
      assert.deepEqual(provider.emit(copy, options), provider.emit(pipeline, options));
      assert.deepEqual(copy, pipeline);
    });
    test(`${provider.title}: ${what}: every diagnostic says where and what to do`, () => {
      for (const one of provider.emit(pipeline, options).diagnostics) {
        assert.ok(one.at !== undefined && one.at.length > 0, one.message);
        assert.ok((one.fix ?? '').length > 10, one.message);
      }
    });
  }
  test(`${provider.title}: a definition that the other system owns emits nothing`, () => {
    const other = provider.name === 'github' ? 'circleci' : 'github';
    const emission = provider.emit(
      pipelineOf(samples(other)['one job, one platform'] as PipelineConfig),
      options,
    );
    assert.deepEqual(emission, { files: [], diagnostics: [], actions: [] });
  });
  test(`${provider.title}: what is no file of its kind is told, not guessed`, () => {
    const [file] = provider.emit(
      pipelineOf(samples(provider.name)['one job, one platform'] as PipelineConfig),
      options,
    ).files;
    const broken = provider.read([{ path: file?.path ?? '', text: 'jobs: [unclosed' }]);
    assert.equal(broken.diagnostics.length > 0, true);
  });
}
