import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import type { Job } from '../pipeline/pipeline.ts';
import { checkSecrets, type SecretFacts } from './check-secrets.ts';
import type { SecretUse } from './inventory.ts';
import { operationOf } from './operations.ts';
import { ownOperations } from './own-operations.ts';
import { readRotationRecord, renderRotationRecord } from './rotation-record.ts';
import type { SecretPlace, StoredSecret } from './secret-place.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 24);
const ENVIRONMENT: SecretPlace = { system: 'github', kind: 'environment', name: 'release' };
const CONTEXT: SecretPlace = { system: 'circleci', kind: 'context', name: 'release' };

const config: PipelineConfig = {
  project: 'weather',
  jobs: { ship: { run: 'make ship', secrets: ['KEY'] } },
  secrets: { KEY: { rotate: '30d', environment: 'release', context: 'release' } },
};

function use(place: SecretPlace, more: Partial<SecretUse> = {}): SecretUse {
  return {
    ...{ secret: 'KEY', job: 'ship', system: place.system, workflows: ['ci'], place, forks: 'no' },
    ...{ operation: undefined, declared: true, ...more },
  };
}

function stored(place: SecretPlace, age: number): StoredSecret {
  return { name: 'KEY', place, created: NOW - 400 * DAY, updated: NOW - age * DAY };
}

function codes(more: Partial<SecretFacts>): readonly string[] {
  const facts: SecretFacts = {
    ...{ pipeline: pipelineOf(config), uses: [use(ENVIRONMENT), use(CONTEXT)] },
    ...{ stored: [stored(ENVIRONMENT, 1), stored(CONTEXT, 1)], unseen: [] },
    ...{ record: { version: 1, secrets: {} }, expiries: new Map(), now: NOW, ...more },
  };
  return checkSecrets(facts).map(({ code, severity }) => `${severity} ${code}`);
}

test('nothing is said where all is well', () => {
  assert.deepEqual(codes({}), []);
});

test('an age is warned of after five sixths of what is allowed, and fails at its end', () => {
  const at = (age: number): readonly string[] =>
    codes({ uses: [use(ENVIRONMENT)], stored: [stored(ENVIRONMENT, age)] });
  assert.deepEqual(
    [24.9, 25, 29.9, 30].map((age) => at(age).join()),
    ['', 'warned secret-ageing', 'warned secret-ageing', 'failed secret-old'],
  );
});

test('a place that was not seen lacks nothing', () => {
  assert.deepEqual(codes({ stored: [stored(CONTEXT, 1)], unseen: [ENVIRONMENT] }), []);
  assert.deepEqual(codes({ stored: [stored(CONTEXT, 1)] }), ['failed secret-missing']);
});

test('places that were written three days apart are one rotation, four are two', () => {
  const apart = (days: number): readonly string[] =>
    codes({ stored: [stored(ENVIRONMENT, 1), stored(CONTEXT, 1 + days)] });
  assert.deepEqual(apart(3), []);
  assert.deepEqual(apart(4), ['failed secret-half-rotated']);
});

test('a rotation that was begun and not ended is found, whatever the times say', () => {
  const entry = { began: '2026-11-23T00:00:00.000Z', written: [] };
  assert.deepEqual(codes({ record: { version: 1, secrets: { KEY: entry } } }), [
    'failed secret-half-rotated',
  ]);
});

test('a token that has ended fails, one that ends within two weeks is warned of', () => {
  const ends = (days: number): readonly string[] => codes({ expiries: new Map([['KEY', NOW + days * DAY]]) });
  assert.deepEqual(
    [-1, 13, 15].map((days) => ends(days).join()),
    ['failed secret-expires', 'warned secret-expires', ''],
  );
});

test('of a token that is refused nobody says when it ended', () => {
  const facts = { pipeline: pipelineOf(config), uses: [use(ENVIRONMENT)], stored: [stored(ENVIRONMENT, 1)] };
  const more = { unseen: [], record: { version: 1, secrets: {} }, now: NOW } as const;
  const [found] = checkSecrets({ ...facts, ...more, expiries: new Map([['KEY', 'refused']]) });
  assert.equal(found?.severity, 'failed');
  assert.equal(found?.message, 'KEY is not taken any more: it expired, or was revoked.');
});

test('what only a raw block gives to a job is not declared', () => {
  assert.deepEqual(codes({ uses: [use(ENVIRONMENT, { declared: false }), use(CONTEXT)] }), [
    'failed secret-not-declared',
  ]);
});

test('what a secret is for is told by its name, and by the command of a job that has no other', () => {
  const titles = [
    operationOf('PYPI_TOKEN', { commands: ['twine upload dist/*'], alone: true }),
    operationOf('UPLOAD', { commands: ['npm publish'], alone: true }),
    operationOf('UPLOAD', { commands: ['npm publish'], alone: false }),
    operationOf('AWS_ACCESS_KEY_ID', { commands: ['npm publish'], alone: false }),
    operationOf('SECRET', { commands: ['make'], alone: true }),
  ].map((operation) => operation?.title);
  assert.deepEqual(titles, ['publish to PyPI', 'publish to npm', undefined, 'act on AWS', undefined]);
});

test('what own commands need a secret for is what the definition says of channels and receivers', () => {
  const pipeline = pipelineOf({
    project: 'weather',
    jobs: { a: 'echo' },
    secrets: ['GITHUB_TOKEN', 'TAP', 'HOOK'],
    release: {
      channels: {
        github: { secret: 'GITHUB_TOKEN' },
        container: { image: 'ghcr.io/acme/weather', secret: 'GITHUB_TOKEN' },
        homebrew: { tap: 'acme/homebrew-tap', secret: 'TAP' },
        npm: true,
      },
    },
    notify: {
      receivers: { us: { medium: 'issue' }, team: { medium: 'slack', webhook: 'HOOK' } },
      routes: [{ on: 'workflow-failed', to: ['us', 'team'] }],
    },
  });
  const told = (secret: string, ...commands: readonly string[]): readonly string[] =>
    ownOperations(secret, pipeline, {
      steps: commands.map((run) => ({ run }) as Job['steps'][number]),
      permissions: { contents: 'write', packages: 'write' },
    }).map(({ title, least }) => `${title}: ${least}`);
  const release = 'publish the GitHub release: `contents: write`';
  const image = 'push the image: `packages: write`';
  assert.deepEqual(told('GITHUB_TOKEN', 'lockstep release publish'), [release, image]);
  assert.deepEqual(told('GITHUB_TOKEN', 'lockstep release publish --channel=container --channel npm'), [
    image,
  ]);
  assert.deepEqual(told('TAP', 'lockstep release publish --channel github', 'lockstep release verify'), []);
  assert.deepEqual(told('TAP', 'set -e\nlockstep release recall --channel homebrew'), [
    'publish the formula in acme/homebrew-tap: a fine-grained token or an app with `contents: write` on that repository alone',
  ]);
  assert.deepEqual(told('HOOK', 'lockstep notify send'), [
    'post to Slack: an incoming webhook of one channel',
  ]);
  assert.deepEqual(
    told('GITHUB_TOKEN', 'lockstep receipt fetch', 'lockstep gate --wait --post', 'lockstep notify send'),
    [
      'fetch receipts: `actions: read`',
      'ask what has run: `actions: read`, `statuses: write`',
      'open and close issues: `issues: write`',
    ],
  );
  assert.deepEqual(
    ownOperations('GITHUB_TOKEN', pipeline, {
      steps: [{ run: 'lockstep release publish' } as Job['steps'][number]],
      permissions: { contents: 'read' },
    }).map(({ least }) => least),
    ['`contents: read`', '`packages: read`'],
  );
  assert.deepEqual(told('CIRCLE_TOKEN', 'lockstep receipt fetch'), [
    'fetch receipts: a token of somebody who may see the project',
  ]);
});

test('a record is read back as it was written, and one with anything else in it is refused', () => {
  const record = {
    version: 1 as const,
    secrets: {
      KEY: {
        began: '2026-11-23T00:00:00.000Z',
        written: [{ place: { ...CONTEXT } as const, at: '2026-11-23T00:00:01.000Z' }],
        completed: '2026-11-23T00:00:02.000Z',
      },
    },
  };
  assert.deepEqual(readRotationRecord(renderRotationRecord(record as never)), { record });
  assert.match(JSON.stringify(readRotationRecord('{"version":1,"secrets":{"KEY":{"value":"x"}}}')), /why/);
  assert.match(JSON.stringify(readRotationRecord('{')), /why/);
});
