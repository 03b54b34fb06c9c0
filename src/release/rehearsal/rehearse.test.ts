import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { rehearsedRelease } from '../../../test/support/rehearsed-release.ts';
import { FAULTS } from './rehearsal-fault.ts';
import { rehearse } from './rehearse.ts';
import { rehearseFaults } from './rehearse-faults.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'lockstep-rehearsal-'));
after(() => rmSync(ROOT, { recursive: true, force: true }));
let worlds = 0;
const SURROUNDINGS = {
  signal: new AbortController().signal,
  now: () => Date.now(),
  folder: () => join(ROOT, `world-${++worlds}`),
};
const RELEASE = await rehearsedRelease();

test('a release is published to stand-ins of its channels, and a second time there is nothing to do', async () => {
  const { run, steps, again, secondRun, leftOut } = await rehearse(RELEASE, SURROUNDINGS);
  assert.deepEqual(
    run.statuses.map(({ name, observation }) =>
      `${name} ${observation.state} ${observation.reason ?? ''}`.trim(),
    ),
    [
      ...['container verified', 'github verified', 'npm verified', 'pypi verified'],
      ...['homebrew verified', 'scoop verified', 'chocolatey verified'],
    ],
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
  // One request of each kind; `lockstep release rehearse --faults` takes them all.
  const kinds = new Map(clean.steps.map((step) => [`${step.channel} ${step.phase}`, step]));
  const wrongs: string[] = [];
  const struck = new Set<string>();
  for await (const { step, fault, wrongs: found } of rehearseFaults(RELEASE, clean, SURROUNDINGS, [
    ...kinds.values(),
  ])) {
    struck.add(fault);
    for (const wrong of found) wrongs.push(`${step.nth} ${step.key}, ${fault}: ${wrong}`);
  }
  assert.deepEqual(wrongs, []);
  // What is half written only GitHub keeps: of a draft's assets one is among the kinds.
  assert.deepEqual([...struck].sort(), FAULTS.map(({ name }) => name).sort());
});
