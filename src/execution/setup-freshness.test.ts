import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { HandClock } from '../../test/support/hand-clock.ts';
import { memoryFiles } from '../../test/support/memory-files.ts';
import { planOf } from '../../test/support/run-script.ts';
import type { PlannedJob } from '../plan/plan.ts';
import type { RunEvent } from '../run/run-event.ts';
import { Masker } from './masking/masker.ts';
import type { RunContext } from './run-context.ts';
import { RunStore } from './run-store.ts';
import { isFresh, isVersion, rememberSetup, warnOfOtherVersion } from './setup-freshness.ts';

const [leg] = planOf([{ id: 'setup-node@linux', category: 'setup' }]).jobs;
const job: PlannedJob = {
  ...(leg as PlannedJob),
  toolchains: [
    { name: 'node', install: 'npm ci', lockFiles: ['package-lock.json'], provides: ['node_modules'] },
  ],
};

interface World {
  readonly files: ReturnType<typeof memoryFiles>;
  readonly context: RunContext;
}

function world(change: Partial<RunContext> = {}): World {
  const files = memoryFiles({ '/checkout/package-lock.json': '{}', '/checkout/node_modules/x': '' });
  const context = {
    files,
    store: new RunStore(files, '/checkout'),
    workspace: '/checkout',
    forceSetup: false,
    toolVersion: async () => '22.1.0',
    toolIdentity: (tool: string) => `${tool} 22`,
    find: async (globs: readonly string[]) => globs.filter((name) => files.content.has(`/checkout/${name}`)),
    sources: { os: 'linux', outer: {}, declaredSecrets: [], workspace: '/checkout', value: () => undefined },
    ...change,
  };
  return { files, context: context as unknown as RunContext };
}

describe('a toolchain that was installed', () => {
  it('is not installed again while nothing has changed', async () => {
    const { context } = world();
    assert.equal(await isFresh(context, job), false);
    await rememberSetup(context, job);
    assert.equal(await isFresh(context, job), true);
  });

  const changes: readonly (readonly [string, (one: World) => readonly [RunContext, PlannedJob]])[] = [
    [
      'a lock file changes',
      ({ files, context }) => {
        files.content.set('/checkout/package-lock.json', '{"changed":1}');
        return [context, job];
      },
    ],
    [
      'a lock file is gone',
      ({ files, context }) => {
        files.content.delete('/checkout/package-lock.json');
        return [context, job];
      },
    ],
    [
      'what it provides is gone',
      ({ files, context }) => {
        files.content.delete('/checkout/node_modules/x');
        return [context, job];
      },
    ],
    [
      'the install command changes',
      ({ context }) => [
        context,
        { ...job, toolchains: [{ ...job.toolchains[0], name: 'node', install: 'npm install' }] },
      ],
    ],
    ['the tool changes', ({ context }) => [{ ...context, toolIdentity: () => 'node 24' }, job]],
    ['the checkout is another one', ({ context }) => [{ ...context, workspace: '/elsewhere' }, job]],
    ['it is asked for', ({ context }) => [{ ...context, forceSetup: true }, job]],
  ];
  for (const [what, change] of changes) {
    it(`is installed again when ${what}`, async () => {
      const one = world();
      await rememberSetup(one.context, job);
      assert.equal(await isFresh(...change(one)), false);
    });
  }
});

test('another version than the wanted one is told, without a secret that stands in it', async () => {
  const told: RunEvent[] = [];
  const { context } = world({
    clock: new HandClock(0),
    masker: Masker.of([{ name: 'BUILD', value: '22.1.0-nightly' }]),
    toolVersion: async () => '22.1.0-nightly',
    emit: (event) => void told.push(event),
  });
  const wanted = { ...job, toolchains: [{ name: 'node' as const, version: '24' }] };
  await rememberSetup(context, wanted);
  await warnOfOtherVersion(context, wanted);
  assert.deepEqual(
    told.map((event) => event.kind === 'warning' && event.message),
    ['node *** is used here, the definition says 24: results may differ from the CI systems'],
  );
});

test('an installed version is the wanted one when it begins with its numbers', () => {
  assert.equal(isVersion('3.12.7', '3.12'), true);
  assert.equal(isVersion('3.12.7', '3.12.x'), true);
  assert.equal(isVersion('22.3.0', '22'), true);
  assert.equal(isVersion('3.11.7', '3.12'), false);
  assert.equal(isVersion('3.1.0', '3.12'), false);
  assert.equal(isVersion('3.120.0', '3.12'), false);
});

test('a channel such as stable is no number to compare with', () => {
  assert.equal(isVersion('1.95.0', 'stable'), true);
});
