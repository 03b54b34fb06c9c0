import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Surroundings } from '../file-hook.ts';
import { checkCaseConflict } from './check-case-conflict.ts';

const prepared = checkCaseConflict.prepare([]);
assert.ok(prepared.kind === 'together');
const { look } = prepared;

async function complaints(names: readonly string[], tracked: readonly string[]): Promise<readonly string[]> {
  const files = names.map((path) => ({ path, mode: '100644', isAdded: true }));
  const around = { tracked: () => Promise.resolve(tracked.map((name) => `${name}\0`).join('')) };
  return (await look(files, around as Surroundings)).map(({ path }) => path);
}

/** The rule, without any haste: names that fold to one, of which one is looked at, is a folder of it, or is tracked beside it. */
function asItIsMeant(names: readonly string[], tracked: readonly string[]): readonly string[] {
  const withFolders = (all: readonly string[]): readonly string[] =>
    all.flatMap((name) => name.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/')));
  const looked = new Set(withFolders(names));
  const everything = [...new Set([...looked, ...withFolders(tracked)])];
  return everything
    .filter((name) => {
      const same = everything.filter((other) => other.toLowerCase() === name.toLowerCase());
      return same.length > 1 && same.some((other) => looked.has(other));
    })
    .sort();
}

const part = fc.constantFrom('a', 'A', 'b', 'aB', 'Ab', 'é', 'É', '\u0130', 'i', 'k', '\u212a', 'a b');
const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));

test('few names among many, and many among many, are told as the rule says', async () => {
  let found = 0;
  const many = Array.from({ length: 60 }, (_, at) => `others/${at}`);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
      fc.uniqueArray(name, { maxLength: 12 }),
      async (names, tracked) => {
        const all = [...new Set([...names, ...tracked])].sort();
        const meant = asItIsMeant(names, all);
        found += meant.length > 0 ? 1 : 0;
        assert.deepEqual(await complaints(names, all), meant);
        assert.deepEqual(await complaints([...names, ...many], [...all, ...many]), meant);
      },
    ),
    { numRuns: Number(process.env.LOCKSTEP_FUZZ_RUNS ?? 1_000) },
  );
  assert.ok(found > 100, `${found} conflicts: the test looks at nothing`);
});
