import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { rehearsedRelease } from '../../../test/support/rehearsed-release.ts';
import type { OpenRelease } from '../manifest/read-release.ts';
import { FAULTS, type RehearsalFault } from './rehearsal-fault.ts';
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

/** The release with some of its channels. */
function only(...names: readonly string[]): OpenRelease {
  const channels = RELEASE.manifest.channels.filter(({ name }) => names.includes(name));
  return { ...RELEASE, manifest: { ...RELEASE.manifest, channels } };
}

/** What is wrong after every fault at one request of each channel and phase. `lockstep release rehearse --faults` takes all requests and all channels. */
async function strikeAll(
  release: OpenRelease,
  faults: readonly RehearsalFault[],
): Promise<{ readonly wrongs: readonly string[]; readonly struck: ReadonlySet<string> }> {
  const clean = await rehearse(release, SURROUNDINGS);
  const kinds = new Map(clean.steps.map((step) => [`${step.channel} ${step.phase}`, step]));
  const [wrongs, struck]: [string[], Set<string>] = [[], new Set()];
  const question = { clean, steps: [...kinds.values()], faults, atOnce: 2 };
  for await (const { step, fault, wrongs: found } of rehearseFaults(release, question, SURROUNDINGS)) {
    struck.add(fault);
    for (const wrong of found) wrongs.push(`${step.nth} ${step.key}, ${fault}: ${wrong}`);
  }
  return { wrongs, struck };
}

test('whatever goes wrong, the next run converges, and nothing came too early or twice', async () => {
  const { wrongs, struck } = await strikeAll(only('container', 'github', 'npm', 'pypi'), FAULTS);
  assert.deepEqual(wrongs, []);
  assert.deepEqual(
    FAULTS.flatMap(({ name }) => (struck.has(name) ? [] : [name])),
    ['stale branch'],
  );
});

test('a tap that somebody else pushes to meanwhile, or that breaks off, has the formula in the end', async () => {
  const faults = FAULTS.filter(({ name }) => ['stale branch', 'answer lost', '403'].includes(name));
  const { wrongs, struck } = await strikeAll(only('homebrew'), faults);
  assert.deepEqual(wrongs, []);
  assert.equal(struck.size, 3);
});

test('what comes too early, twice or not at all is seen', async () => {
  const release = only('github', 'npm');
  const clean = await rehearse(release, SURROUNDINGS);
  const [first] = clean.steps;
  assert.ok(first);
  const late = { ...first, phase: 'stage' as const, key: 'POST /never' };
  const spoiled = { ...clean, served: {}, steps: [...clean.steps, late] };
  const question = { clean: spoiled, steps: [first], faults: FAULTS.slice(0, 1), atOnce: 1 };
  const found: string[] = [];
  for await (const { wrongs } of rehearseFaults(release, question, SURROUNDINGS)) found.push(...wrongs);
  assert.deepEqual(found, ['people find something else than without the fault']);
  const once = { ...question, faults: FAULTS.filter(({ name }) => name === '429') };
  for await (const { wrongs } of rehearseFaults(release, once, SURROUNDINGS)) found.push(...wrongs);
  assert.match(found.join('\n'), /came before POST \/never, which can be taken back/);
});
