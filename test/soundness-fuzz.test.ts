import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeTree } from './support/soundness/file-tree.ts';
import { describeFinding, fuzz, shorten } from './support/soundness/fuzz.ts';
import { contentOf } from './support/soundness/fuzz-world.ts';

const steps = Number(process.env.LOCKSTEP_FUZZ_STEPS ?? 12);
const seed = Number(process.env.LOCKSTEP_FUZZ_SEED ?? 1);

describe('the result cache, whatever happens to a project', { skip: process.platform === 'win32' }, () => {
  it(`comes to what a run without it does, ${steps} times (seed ${seed})`, async () => {
    const began = performance.now();
    const watch = (step: number, { reused, ran }: { reused: number; ran: number }): void => {
      const seconds = Math.round((performance.now() - began) / 1000);
      if (step > 0 && step % 200 === 0)
        console.error(`seed ${seed}: ${step} steps in ${seconds} s; ${reused} jobs reused, ${ran} run`);
    };
    const result = await fuzz({ seed, steps, watch });
    if (result.wrong !== undefined) assert.fail(describeFinding(await shorten(result.wrong)));
    assert.equal(result.steps, steps);
    // A cache that reuses nothing is never wrong, and neither is one that nothing was asked of.
    assert.ok(steps > 1, 'nothing was checked');
    assert.ok(result.reused > steps, `${result.reused} jobs were reused`);
    assert.ok(result.ran > steps / 2, `${result.ran} jobs were run`);
  });
});

describe('a cache is caught that does not look at', { skip: process.platform === 'win32' }, () => {
  const modesLeftOut = (tree: ReadonlyMap<string, string>): string =>
    JSON.stringify([...tree].map(([path, text]) => [path, text.replace(/^file \d+/, 'file')]));
  const sources = (project: string): ReadonlyMap<string, string> => describeTree(`${project}/src`);

  it('the mode of a file', async () => {
    const found = await fuzz({
      seed: 1,
      steps: 12,
      only: ['chmod'],
      blindness: (world) => modesLeftOut(sources(world.project)),
    });
    assert.match(found.wrong?.differences.join('\n') ?? '', /^out\/(tree\/modes|many\/private\/many) is /m);
  });

  it('the order of arguments, or any other part of the definition', async () => {
    const found = await fuzz({
      seed: 1,
      steps: 12,
      only: ['job'],
      blindness: ({ project }) => JSON.stringify([...sources(project)]),
    });
    assert.notDeepEqual(found.wrong?.differences ?? [], []);
  });

  it('a file that has the size and time of another state of it', async () => {
    const sizes = (project: string): string =>
      JSON.stringify(
        [...sources(project).keys()].map((path) => [path, contentOf(project, `src/${path}`).length]),
      );
    const found = await fuzz({
      seed: 1,
      steps: 12,
      only: ['edit-and-keep-time'],
      blindness: ({ project }) => sizes(project),
    });
    assert.notDeepEqual(found.wrong?.differences ?? [], []);
  });

  it('a variable that is passed on', async () => {
    const found = await fuzz({
      seed: 1,
      steps: 12,
      only: ['variable'],
      blindness: ({ project }) => JSON.stringify([...sources(project)]),
    });
    assert.match(found.wrong?.differences.join('\n') ?? '', /^env said /m);
  });

  it('what somebody did to the outputs', async () => {
    const found = await fuzz({
      seed: 1,
      steps: 12,
      only: ['output-edited', 'output-removed', 'stray'],
      blindness: ({ project }) => JSON.stringify([...sources(project)]),
    });
    assert.match(found.wrong?.differences.join('\n') ?? '', /^out\//m);
  });
});
