import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fault, ScriptedChannel } from '../../../test/support/scripted-channel.ts';
import type { ReconcileSurroundings } from './look-at-channel.ts';
import { lookAtAll, reconcile } from './reconcile.ts';
import type { ReleaseEvent } from './release-event.ts';

/** Waits on paper. */
class Paper implements ReconcileSurroundings {
  readonly signal = new AbortController().signal;
  readonly patience = { tries: 3, first: 1_000, most: 60_000, looks: 3 };
  readonly pauses: number[] = [];
  readonly events: ReleaseEvent[] = [];
  readonly pause = async (ms: number): Promise<void> => void this.pauses.push(ms);
  readonly onEvent = (event: ReleaseEvent): void => void this.events.push(event);
}

/** A train: GitHub with drafts, npm with a dist-tag, a tap. `faults` by channel and title. */
function train(faults: Readonly<Record<string, Fault[]>> = {}) {
  const log: string[] = [];
  const of = (
    name: 'github' | 'npm' | 'homebrew',
    steps: readonly (readonly [string, 'stage' | 'commit' | 'point'])[],
  ) =>
    new ScriptedChannel(
      name,
      steps.map(([title, phase]) => ({ title, phase, faults: faults[`${name} ${title}`] ?? [] })),
      log,
    );
  const github = of('github', [
    ['draft', 'stage'],
    ['asset', 'stage'],
    ['publish', 'commit'],
    ['latest', 'point'],
  ]);
  const npm = of('npm', [
    ['version', 'commit'],
    ['dist-tag', 'point'],
  ]);
  const homebrew = of('homebrew', [['formula', 'point']]);
  return { log, github, npm, homebrew, channels: [github, npm, homebrew] };
}

const WHOLE = [
  'github draft',
  'github asset',
  'github publish',
  'npm version',
  'github latest',
  'npm dist-tag',
  'homebrew formula',
];

const states = (all: Awaited<ReturnType<typeof reconcile>>): string =>
  all.map(({ name, observation }) => `${name} ${observation.state}`).join(', ');

test('phase by phase over all channels, and a second run does nothing', async () => {
  const { channels, log } = train();
  const first = await reconcile(channels, new Paper());
  assert.deepEqual(log, WHOLE);
  assert.equal(states(first), 'github verified, npm verified, homebrew verified');
  const paper = new Paper();
  assert.equal(states(await reconcile(channels, paper)), states(first));
  assert.deepEqual(log, WHOLE);
  assert.deepEqual(
    paper.events.filter(({ kind }) => kind !== 'looked'),
    [],
  );
});

test('nothing irreversible is done while something reversible is red', async () => {
  const { channels, log, npm } = train({ 'github asset': [{ kind: 'person' }] });
  const paper = new Paper();
  const statuses = await reconcile(channels, paper);
  assert.deepEqual(log, ['github draft']);
  assert.equal(states(statuses), 'github stuck, npm pending, homebrew pending');
  assert.deepEqual(statuses[0]?.observation.reason, 'asset: it said person');
  assert.deepEqual(statuses[1]?.heldBy, ['github']);
  assert.deepEqual(paper.events.at(-1), { kind: 'held', phase: 'commit', because: ['github'] });
  assert.deepEqual(npm.done, []);
  assert.equal(
    states(await reconcile(channels, new Paper())),
    'github verified, npm verified, homebrew verified',
  );
  assert.deepEqual(log, WHOLE);
});

test('the first commit that is refused ends the phase', async () => {
  const { channels, log } = train({ 'github publish': [{ kind: 'person' }] });
  const statuses = await reconcile(channels, new Paper());
  assert.deepEqual(log, ['github draft', 'github asset']);
  assert.equal(states(statuses), 'github stuck, npm pending, homebrew pending');
});

test('nobody is led to what is not served yet', async () => {
  const { channels, log } = train();
  const slow = new ScriptedChannel('pypi', [{ title: 'files', phase: 'commit' }], log);
  slow.servesAfter = 99;
  const paper = new Paper();
  const statuses = await reconcile([...channels, slow], paper);
  assert.deepEqual(log, ['github draft', 'github asset', 'github publish', 'npm version', 'pypi files']);
  assert.equal(states(statuses), 'github pending, npm pending, homebrew pending, pypi delivered');
  assert.deepEqual(statuses[2]?.heldBy, ['pypi']);
  slow.servesAfter = 1;
  const later = await reconcile([...channels, slow], paper);
  assert.equal(states(later), 'github verified, npm verified, homebrew verified, pypi verified');
});

test('what people moderate for days holds nobody up', async () => {
  const { channels, log } = train();
  const slow = new ScriptedChannel('chocolatey', [{ title: 'push', phase: 'commit' }], log);
  slow.ends = 'moderation';
  const statuses = await reconcile([...channels, slow], new Paper());
  assert.equal(states(statuses), 'github verified, npm verified, homebrew verified, chocolatey moderation');
});

test('an answer that got lost is looked for, and nothing is done twice', async () => {
  for (const title of WHOLE) {
    const { channels, log } = train({ [title]: [{ kind: 'lost' }] });
    const statuses = await reconcile(channels, new Paper());
    assert.equal(states(statuses), 'github verified, npm verified, homebrew verified', title);
    assert.deepEqual(log, WHOLE);
  }
});

test('a run that is killed at any step, before or after its effect, is continued by the next one', async () => {
  for (const title of WHOLE)
    for (const kind of ['killed-before', 'killed-after'] as const) {
      const { channels, log } = train({ [title]: [{ kind }] });
      await assert.rejects(reconcile(channels, new Paper()), /killed/);
      const statuses = await reconcile(channels, new Paper());
      assert.equal(states(statuses), 'github verified, npm verified, homebrew verified', title);
      assert.deepEqual(log, WHOLE);
    }
});

test('a server that asks for patience gets it, within bounds', async () => {
  const { channels } = train({ 'npm version': [{ kind: 'later', after: 30_000 }, { kind: 'later' }] });
  const paper = new Paper();
  assert.equal(states(await reconcile(channels, paper)), 'github verified, npm verified, homebrew verified');
  assert.deepEqual(paper.pauses, [30_000, 2_000]);
});

test('a server that asks for an hour is left for another run', async () => {
  const { channels } = train({ 'npm version': [{ kind: 'later', after: 3_600_000 }] });
  const paper = new Paper();
  const statuses = await reconcile(channels, paper);
  assert.equal(states(statuses), 'github pending, npm pending, homebrew pending');
  assert.equal(statuses[1]?.observation.reason, 'version: it said later');
  assert.deepEqual(paper.pauses, []);
});

test('a fault that does not end is given up after some tries', async () => {
  const later: Fault = { kind: 'later' };
  const { channels, log } = train({ 'github draft': [later, later, later, later] });
  const paper = new Paper();
  const statuses = await reconcile(channels, paper);
  assert.equal(states(statuses), 'github pending, npm pending, homebrew pending');
  assert.deepEqual(paper.pauses, [1_000, 2_000]);
  assert.deepEqual(log, []);
});

test('a channel that is stuck from the beginning keeps the others from what cannot be taken back', async () => {
  const { channels, npm, log } = train();
  npm.broken = { state: 'stuck', summary: 'other bytes', steps: [], reason: 'the version has other bytes' };
  const statuses = await reconcile(channels, new Paper());
  assert.equal(states(statuses), 'github pending, npm stuck, homebrew pending');
  assert.deepEqual(log, ['github draft', 'github asset']);
  const without = await reconcile(
    channels.filter((one) => one !== npm),
    new Paper(),
  );
  assert.equal(states(without), 'github verified, homebrew verified');
});

test('looking has no effect', async () => {
  const { channels, log } = train();
  for (const how of ['observe', 'verify'] as const)
    assert.equal(
      states(await lookAtAll(channels, how, new Paper())),
      'github pending, npm pending, homebrew pending',
    );
  assert.deepEqual(log, []);
});
