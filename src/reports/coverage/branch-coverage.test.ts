import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type BranchCoverage,
  branchesButFor,
  countedBranches,
  namedBranches,
  uniteBranches,
} from './branch-coverage.ts';

const bounds = ({ covered, atMost, total }: BranchCoverage) => [covered, atMost, total];

test('branches that are only counted are united to an interval', () => {
  assert.deepEqual(bounds(uniteBranches([countedBranches(1, 4), countedBranches(2, 4)])), [2, 3, 4]);
  assert.deepEqual(bounds(uniteBranches([countedBranches(3, 4), countedBranches(2, 4)])), [3, 4, 4]);
  assert.deepEqual(bounds(uniteBranches([countedBranches(0, 2), countedBranches(1, 2)])), [1, 1, 2]);
  assert.deepEqual(bounds(uniteBranches([countedBranches(1, 2), countedBranches(1, 3)])), [1, 2, 3]);
});

test('branches whose missing ones are named are united exactly', () => {
  assert.deepEqual(bounds(uniteBranches([branchesButFor(['9'], 2), branchesButFor(['exit'], 2)])), [2, 2, 2]);
  assert.deepEqual(bounds(uniteBranches([branchesButFor(['9'], 2), branchesButFor(['9'], 2)])), [1, 1, 2]);
});

test('names that contradict the number of branches are not believed', () => {
  const one = branchesButFor(['9', '11'], 3);
  const other = branchesButFor(['12', '13'], 3);
  assert.deepEqual(bounds(uniteBranches([one, other])), [1, 2, 3]);
});

test('running numbers are compared only where they are the same', () => {
  const one = namedBranches(
    { kind: 'numbered', scheme: 'x' },
    new Map([
      ['5,0', true],
      ['6,0', false],
    ]),
  );
  const same = namedBranches(
    { kind: 'numbered', scheme: 'x' },
    new Map([
      ['6,0', true],
      ['5,0', false],
    ]),
  );
  const moved = namedBranches(
    { kind: 'numbered', scheme: 'x' },
    new Map([
      ['6,0', true],
      ['7,0', false],
    ]),
  );
  assert.deepEqual(bounds(uniteBranches([one, same])), [2, 2, 2]);
  assert.deepEqual(bounds(uniteBranches([one, moved])), [1, 2, 2]);
});

test('names of two tools are not compared, though they look alike', () => {
  const names = new Map([
    ['a', true],
    ['b', false],
  ]);
  const one = namedBranches({ kind: 'named', scheme: 'x' }, names);
  const other = namedBranches({ kind: 'named', scheme: 'y' }, names);
  assert.deepEqual(bounds(uniteBranches([one, other])), [1, 2, 2]);
});

test('branches known by their place are united one by one, also where a platform does not know some', () => {
  const one = namedBranches(
    { kind: 'named', scheme: 'x' },
    new Map([
      ['4:16', true],
      ['4:27', false],
    ]),
  );
  const other = namedBranches(
    { kind: 'named', scheme: 'x' },
    new Map([
      ['4:16', false],
      ['4:40', true],
    ]),
  );
  assert.deepEqual(bounds(uniteBranches([one, other])), [2, 2, 3]);
});

test('the truth lies within the interval, whatever of it the formats have kept, and the order does not matter', () => {
  const platform = fc.tuple(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(3));
  fc.assert(
    fc.property(fc.array(platform, { minLength: 1, maxLength: 4 }), fc.nat(), (platforms, turn) => {
      const parts = platforms.map(([taken, form]) => writtenAs(form, taken));
      const truth = [0, 1, 2, 3].filter((branch) => platforms.some(([taken]) => taken[branch])).length;
      const united = uniteBranches(parts);
      assert.equal(united.total, 4);
      assert.ok(united.covered <= truth && truth <= united.atMost, JSON.stringify({ united, truth }));
      const at = turn % parts.length;
      const turned = uniteBranches([...parts.slice(at), ...parts.slice(0, at)]);
      assert.deepEqual(bounds(turned), bounds(united));
    }),
  );
});

function writtenAs(form: number, taken: readonly boolean[]): BranchCoverage {
  const names = new Map(taken.map((one, index) => [`${index}`, one]));
  if (form === 0) return namedBranches({ kind: 'named', scheme: 'x' }, names);
  if (form === 1) return namedBranches({ kind: 'numbered', scheme: 'x' }, names);
  const missed = [...names].filter(([, one]) => !one).map(([name]) => name);
  return form === 2
    ? branchesButFor(missed, taken.length)
    : countedBranches(taken.length - missed.length, taken.length);
}
