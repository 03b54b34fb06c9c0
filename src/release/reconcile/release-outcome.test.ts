import assert from 'node:assert/strict';
import { test } from 'node:test';
import { madeManifest } from '../../../test/support/release-folder.ts';
import type { ChannelState } from '../channels/channel.ts';
import type { ChannelStatus } from './reconcile.ts';
import { outcomeOf, releaseEvents, releaseNotice } from './release-outcome.ts';

function status(name: ChannelStatus['name'], state: ChannelState, more: object = {}): ChannelStatus {
  return { name, observation: { state, summary: `it is ${state}`, steps: [], ...more } };
}

test('people are told of every channel, what to do, and nothing that is code in Markdown', () => {
  const statuses = [
    status('github', 'verified'),
    status('npm', 'stuck', { reason: '<b>403</b> [x](https://evil.example)', remedy: 'Set NPM_TOKEN.' }),
    { ...status('homebrew', 'pending'), heldBy: ['npm' as const] },
  ];
  assert.deepEqual(releaseNotice(madeManifest(), statuses), {
    title: 'weather 1.2.0 has not arrived everywhere: npm, homebrew',
    body: `- **github**: verified: it is verified
- **npm**: stuck: \\<b\\>403\\</b\\> \\[x\\](https://evil.example)
  Set NPM\\_TOKEN.
- **homebrew**: pending: waits for npm

Once that is mended, \`lockstep release publish\` goes on with v1.2.0: what is done is not done again.
`,
  });
});

test('moderation is neither arrived nor failed', () => {
  const of = (...states: readonly ChannelState[]): string =>
    outcomeOf(states.map((state) => status('npm', state)));
  assert.equal(of('verified', 'verified'), 'verified');
  assert.equal(of('verified', 'moderation'), 'moderation');
  assert.equal(of('moderation', 'delivered'), 'unfinished');
  assert.equal(of('stuck'), 'unfinished');
  assert.equal(releaseNotice(madeManifest(), [status('npm', 'verified')]), undefined);
});

test('a release that is stuck is an event, and one that has arrived is its end', () => {
  const stuck = [
    status('github', 'verified'),
    status('npm', 'stuck', { reason: '403', remedy: 'Set NPM_TOKEN.' }),
    { ...status('homebrew', 'pending'), heldBy: ['npm' as const] },
  ];
  const { commit } = madeManifest();
  const about = { kind: 'release-stuck', project: 'weather', subject: '1.2.0', commit, occurrence: 'v1.2.0' };
  assert.deepEqual(releaseEvents(madeManifest(), stuck), [
    {
      ...about,
      status: 'firing',
      summary: 'weather 1.2.0 has not arrived everywhere: npm, homebrew.',
      details: 'npm: stuck: 403\n  Set NPM_TOKEN.\nhomebrew: pending: waits for npm',
    },
  ]);
  assert.deepEqual(releaseEvents(madeManifest(), [status('npm', 'verified')]), [
    { ...about, status: 'resolved', summary: 'weather 1.2.0 is at every channel.' },
  ]);
  assert.deepEqual(releaseEvents(madeManifest(), [status('chocolatey', 'moderation')]), []);
});
