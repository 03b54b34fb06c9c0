import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rehearsedRelease } from '../../../test/support/rehearsed-release.ts';
import { rehearse } from './rehearse.ts';
import { rehearseFaults } from './rehearse-faults.ts';

const SURROUNDINGS = { signal: new AbortController().signal, now: () => Date.now() };
const RELEASE = await rehearsedRelease();

test('a release is published to stand-ins of its channels, and a second time there is nothing to do', async () => {
  const { run, steps, again, secondRun, leftOut } = await rehearse(RELEASE, SURROUNDINGS);
  assert.deepEqual(
    run.statuses.map(({ name, observation }) =>
      `${name} ${observation.state} ${observation.reason ?? ''}`.trim(),
    ),
    ['container verified', 'github verified', 'npm verified', 'pypi verified'],
  );
  assert.equal(run.outcome, 'verified');
  assert.equal(secondRun.outcome, 'verified');
  assert.equal(again, 0);
  assert.deepEqual(leftOut, []);
  assert.deepEqual(
    steps.map(({ phase }) => phase),
    steps.map(({ phase }) => phase).toSorted((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other)),
  );
  assert.ok(steps.length > 20, String(steps.length));
});

const ORDER = ['stage', 'commit', 'point'];

test('whatever goes wrong at whichever step, the next run converges, and nothing came too early or twice', async () => {
  const clean = await rehearse(RELEASE, SURROUNDINGS);
  const wrongs: string[] = [];
  let rows = 0;
  for await (const { step, fault, wrongs: found } of rehearseFaults(RELEASE, clean, SURROUNDINGS)) {
    rows += 1;
    for (const wrong of found) wrongs.push(`${step.nth} ${step.key}, ${fault}: ${wrong}`);
  }
  assert.deepEqual(wrongs, []);
  assert.ok(rows > 200, String(rows));
});
