import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ActionUpdate, findUpdates } from './update-actions.ts';

const OLD = 'a'.repeat(40);
const NEW = 'b'.repeat(40);

/** What becomes of actions/checkout, which lockstep writes for at v7, when it is locked so and has these tags. */
async function update(
  version: string,
  tags: Readonly<Record<string, string>> | Error,
): Promise<Pick<ActionUpdate, 'kind' | 'after' | 'beyond'>> {
  const lock = { 'actions/checkout': { version, sha: OLD } };
  const [found] = await findUpdates(lock, async () => {
    if (tags instanceof Error) throw tags;
    return new Map(Object.entries(tags));
  });
  assert.ok(found);
  return { kind: found.kind, after: found.after, beyond: found.beyond };
}

test('the newest version of the major version that lockstep writes for is taken', async () => {
  const tags = {
    v7: NEW,
    'v7.0.1': OLD,
    'v7.9.0': 'c'.repeat(40),
    'v7.10.0': NEW,
    'v7.11.0-rc.1': OLD,
    'v8.0.0': OLD,
    'v8.1.0': OLD,
  };
  assert.deepEqual(await update('v7.0.1', tags), {
    kind: 'updated',
    after: { version: 'v7.10.0', sha: NEW },
    beyond: 'v8.1.0',
  });
});

test('from another major version the way leads back, up or down', async () => {
  const tags = { 'v6.0.0': OLD, 'v7.1.0': NEW, 'v8.0.0': OLD };
  for (const version of ['v6.0.0', 'v8.0.0'])
    assert.deepEqual((await update(version, tags)).after, { version: 'v7.1.0', sha: NEW });
});

test('what is the newest stays, whatever stands for the major version alone', async () => {
  assert.deepEqual(await update('v7.1.0', { v7: NEW, 'v7.1.0': OLD }), {
    kind: 'newest',
    after: { version: 'v7.1.0', sha: OLD },
    beyond: undefined,
  });
});

test('a version that stands for another commit than it did is moved, however new there is another', async () => {
  assert.equal((await update('v7.1.0', { 'v7.1.0': NEW })).kind, 'moved');
  const newer = await update('v7.1.0', { 'v7.1.0': NEW, 'v7.2.0': OLD });
  assert.deepEqual([newer.kind, newer.after.version], ['moved', 'v7.2.0']);
});

test('a version whose tag is gone stays locked', async () => {
  assert.deepEqual(await update('v7.1.0', { 'v7.0.0': NEW }), {
    kind: 'withdrawn',
    after: { version: 'v7.1.0', sha: OLD },
    beyond: undefined,
  });
  assert.equal((await update('v7.1.0', {})).kind, 'withdrawn');
});

test('a repository that does not answer changes nothing', async () => {
  const { kind, after } = await update('v7.1.0', new Error('could not resolve host'));
  assert.deepEqual([kind, after.sha], ['unreachable', OLD]);
});
