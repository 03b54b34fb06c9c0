import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../platform/seeded-random.ts';
import { looksOf } from './error-budget.ts';
import { type Measured, measureRounds, type RoundsRequest } from './measure-rounds.ts';
import { judgePairs, type Verdict } from './verdict.ts';

const POLICY = { threshold: 0.2, alpha: 0.01, mostPairs: 40 };

interface Simulated {
  readonly seed: number;
  /** How many times as slow the head is, for each benchmark. */
  readonly slower: readonly number[];
  readonly wobble?: number;
}

/** Times with heavy tails, on a machine that is slow for a while now and then. */
function simulated({
  seed,
  slower,
  wobble = 0.03,
}: Simulated): Pick<RoundsRequest, 'measure'> & { order: string[] } {
  const random = seededRandom(seed);
  let weather = 1;
  const order: string[] = [];
  const measure = async (side: string): Promise<Measured> => {
    order.push(side);
    if (random() < 0.1) weather = 1 + random() * 0.5;
    return new Map(
      slower.map((factor, index) => {
        const spike = random() < 0.05 ? 1.5 : 1;
        const value =
          weather * spike * (1 + wobble * (random() + random() - 1)) * (side === 'head' ? factor : 1);
        return [`bench ${index}`, { value, unit: 's', better: 'lower' }];
      }),
    );
  };
  return { measure, order };
}

function compare(request: Partial<RoundsRequest> & Pick<RoundsRequest, 'measure'>) {
  return measureRounds({
    sides: ['base', 'head'],
    ...POLICY,
    mustEnd: () => false,
    onRound: () => undefined,
    ...request,
  });
}

test('sides take turns, each round in the other order', async () => {
  const { measure, order } = simulated({ seed: 1, slower: [1] });
  await compare({ measure, sides: ['main', 'v1', 'head'], mostPairs: 2 });
  assert.deepEqual(order, ['main', 'v1', 'head', 'head', 'v1', 'main']);
});

test('of 1,000 comparisons of a program with itself no more alarm than the budget allows', async () => {
  let alarms = 0;
  let naive = 0;
  for (let seed = 1; seed <= 1_000; seed++) {
    const { comparisons } = await compare(simulated({ seed, slower: [1], wobble: 0.2 }));
    const [{ estimate, base, head } = assert.fail()] = comparisons;
    if (estimate.verdict === 'proved' || estimate.verdict === 'likely' || estimate.verdict === 'small')
      alarms += 1;
    if ((head[0] ?? 0) / (base[0] ?? 1) > 1.2) naive += 1;
  }
  assert.ok(alarms <= 10, `${alarms} alarms`);
  assert.ok(naive > 100, `one against one alarms ${naive} times: the noise is none`);
});

for (const [slower, verdict, rounds] of [
  [1, 'clear', 24],
  [1.5, 'proved', 10],
  [1.1, 'small', 24],
] as const)
  test(`${slower} × is ${verdict}, and no more than ${rounds} pairs are measured`, async () => {
    const result = await compare(simulated({ seed: 5, slower: [slower] }));
    assert.equal(result.comparisons[0]?.estimate.verdict, verdict);
    assert.deepEqual([result.rounds, result.ended], [rounds, 'decided']);
  });

test('what lies at the threshold stays likely, with all pairs that are allowed', async () => {
  const result = await compare(simulated({ seed: 5, slower: [1.2] }));
  assert.equal(result.comparisons[0]?.estimate.verdict, 'likely');
  assert.deepEqual([result.rounds, result.ended], [40, 'pairs']);
});

test('where more is better, less is the regression', async () => {
  const values = { base: 100, head: 60 };
  const { comparisons } = await compare({
    measure: async (side) =>
      new Map([['rate', { value: values[side as 'base'], unit: 'op/s', better: 'higher' as const }]]),
  });
  const [{ estimate } = assert.fail()] = comparisons;
  assert.deepEqual([estimate.verdict, estimate.ratio.toFixed(4)], ['proved', '1.6667']);
});

test('a benchmark that a side lacks, in one round even, is not judged and is told', async () => {
  let rounds = 0;
  const one = { value: 1, unit: 's', better: 'lower' as const };
  const { comparisons, unpaired } = await compare({
    mostPairs: 12,
    measure: async (side) => {
      if (side === 'base') rounds += 1;
      return new Map([
        ['both', one],
        ...(side === 'head' ? [['new', one] as const] : []),
        ...(side === 'head' || rounds !== 4 ? [['seldom', one] as const] : []),
      ]);
    },
  });
  assert.deepEqual(
    comparisons.map(({ benchmark }) => benchmark),
    ['both'],
  );
  assert.deepEqual(unpaired, [
    { benchmark: 'new', missing: ['base'] },
    { benchmark: 'seldom', missing: ['base'] },
  ]);
});

test('when time is over, what there is is judged, and says how little it could see', async () => {
  let rounds = 0;
  const { measure } = simulated({ seed: 9, slower: [1.3] });
  const result = await compare({ measure, mustEnd: () => ++rounds === 3 });
  const [{ estimate } = assert.fail()] = result.comparisons;
  assert.deepEqual([result.ended, result.rounds], ['time', 3]);
  assert.deepEqual(
    [estimate.verdict, estimate.low, estimate.high, estimate.smallestEffect],
    ['undecided', 0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  );
});

test('the budget is never overspent, and every look can tell something', () => {
  for (const family of [1, 7, 300])
    for (const mostPairs of [10, 40, 100]) {
      const looks = looksOf({ alpha: 0.01, family, mostPairs });
      assert.ok(looks.reduce((sum, { alpha }) => sum + alpha * family, 0) <= 0.01);
      assert.equal(looks.at(-1)?.pairs, mostPairs);
      for (const { pairs, alpha } of looks.slice(0, -1)) assert.ok(2 ** -pairs <= alpha);
    }
});

test('the five verdicts', () => {
  const around = (centre: number, spread: number): readonly number[] =>
    Array.from({ length: 12 }, (_, index) => Math.log(centre) + spread * (index - 5.5));
  const cases: readonly (readonly [number, number, Verdict])[] = [
    [1.5, 0.01, 'proved'],
    [1.18, 0.02, 'likely'],
    [1.08, 0.005, 'small'],
    [1.08, 0.04, 'undecided'],
    [1.0, 0.01, 'clear'],
    [0.7, 0.01, 'clear'],
  ];
  for (const [centre, spread, verdict] of cases)
    assert.equal(
      judgePairs(around(centre, spread), { threshold: 0.2, alpha: 0.005 }).verdict,
      verdict,
      `${centre}`,
    );
});
