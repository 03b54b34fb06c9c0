import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { planOf } from '../../test/support/run-script.ts';
import { SelfRunningClock } from '../../test/support/self-running-clock.ts';
import type { LegId, PlannedJob } from '../plan/plan.ts';
import type { Verdict } from '../run/run-event.ts';
import { type LegEnd, schedule } from './scheduler.ts';

interface Leg {
  readonly id: string;
  readonly needs: readonly string[];
  readonly locks: readonly string[];
  readonly when: PlannedJob['when'];
  readonly duration: number;
  readonly verdict: Verdict;
  readonly allowed: boolean;
}

/** A DAG in the plan's order: a leg needs only earlier ones. */
const dag: fc.Arbitrary<readonly Leg[]> = fc.integer({ min: 0, max: 14 }).chain((count) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, index) =>
      fc.record({
        id: fc.constant(`j${index}`),
        needs:
          index === 0
            ? fc.constant([])
            : fc.uniqueArray(
                fc.integer({ min: 0, max: index - 1 }).map((need) => `j${need}`),
                { maxLength: 3 },
              ),
        locks: fc.subarray(['a', 'b']),
        when: fc.constantFrom('on_success', 'on_success', 'on_failure', 'always'),
        duration: fc.integer({ min: 1, max: 9 }),
        verdict: fc.constantFrom<Verdict>(
          'passed',
          'passed',
          'passed',
          'failed',
          'flaky',
          'error',
          'timed_out',
        ),
        allowed: fc.boolean(),
      }),
    ),
  ),
);

interface Play {
  readonly started: Map<string, number>;
  readonly ended: Map<string, number>;
  readonly left: Map<string, string>;
  readonly ends: ReadonlyMap<LegId, LegEnd>;
  readonly duration: number;
}

async function play(
  legs: readonly Leg[],
  options: { slots: number; failFast: boolean; abortAt?: number | undefined },
): Promise<Play> {
  const clock = new SelfRunningClock();
  const started = new Map<string, number>();
  const ended = new Map<string, number>();
  const left = new Map<string, string>();
  const stop = new AbortController();
  if (options.abortAt !== undefined) clock.after(options.abortAt, () => stop.abort('stopped'));
  const byId = new Map(legs.map((leg) => [leg.id, leg]));
  const ends = await clock.runUntil(
    schedule({
      jobs: planOf(legs).jobs.map((job, at) => ({
        ...job,
        locks: legs[at]?.locks ?? [],
        when: legs[at]?.when ?? 'always',
      })),
      done: new Map(),
      slots: options.slots,
      rank: (leg) => byId.get(leg)?.duration ?? 0,
      failFast: options.failFast,
      signal: stop.signal,
      leave: (job, verdict) => void left.set(job.id, verdict),
      start: (job, signal) =>
        new Promise((resolve) => {
          const leg = byId.get(job.id) as Leg;
          assert.ok(!started.has(leg.id), 'a leg starts once');
          started.set(leg.id, clock.monotonic());
          let over = false;
          const end = (verdict: Verdict): void => {
            if (over) return;
            over = true;
            ended.set(leg.id, clock.monotonic());
            resolve({ verdict, allowed: leg.allowed && verdict !== 'passed' });
          };
          clock.after(leg.duration, () => end(leg.verdict));
          signal.addEventListener('abort', () => end('cancelled'));
        }),
    }),
  );
  return { started, ended, left, ends, duration: clock.monotonic() };
}

describe('the scheduler, whatever the plan', () => {
  const settings = fc.record({ slots: fc.integer({ min: 1, max: 5 }), failFast: fc.boolean() });

  it('brings every leg to an end: started once, or left once', async () => {
    await fc.assert(
      fc.asyncProperty(
        dag,
        settings,
        fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
        async (legs, options, abortAt) => {
          const { started, left, ends } = await play(legs, { ...options, abortAt });
          assert.equal(ends.size, legs.length);
          for (const { id } of legs) assert.equal(Number(started.has(id)) + Number(left.has(id)), 1, id);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('starts a leg only when its needs have ended', async () => {
    await fc.assert(
      fc.asyncProperty(dag, settings, async (legs, options) => {
        const { started, ended } = await play(legs, options);
        for (const leg of legs) {
          const start = started.get(leg.id);
          if (start === undefined) continue;
          for (const need of leg.needs)
            assert.ok((ended.get(need) ?? 0) <= start, `${leg.id} before ${need}`);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('never fills more than its slots, and never lets two legs hold a lock', async () => {
    await fc.assert(
      fc.asyncProperty(dag, settings, async (legs, options) => {
        const { started, ended } = await play(legs, options);
        for (const [id, at] of started) {
          const beside = legs.filter(
            (other) => (started.get(other.id) ?? Infinity) <= at && (ended.get(other.id) ?? 0) > at,
          );
          assert.ok(beside.length <= options.slots);
          const locks = beside.flatMap((other) => other.locks);
          assert.equal(new Set(locks).size, locks.length, `at the start of ${id}`);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leaves no slot empty while a leg without locks could run', async () => {
    await fc.assert(
      fc.asyncProperty(dag, fc.integer({ min: 1, max: 5 }), async (wild, slots) => {
        const legs = wild.map((leg) => ({
          ...leg,
          locks: [],
          when: 'on_success' as const,
          verdict: 'passed' as const,
        }));
        const { started, ended, duration } = await play(legs, { slots, failFast: false });
        for (const leg of legs) {
          const ready = Math.max(0, ...leg.needs.map((need) => ended.get(need) ?? 0));
          for (let at = ready; at < (started.get(leg.id) ?? 0); at++) {
            const busy = legs.filter(
              (other) => (started.get(other.id) ?? 0) <= at && (ended.get(other.id) ?? 0) > at,
            );
            assert.equal(busy.length, slots, `${leg.id} waits at ${at}`);
          }
        }
        // Graham's bound for list scheduling follows from it.
        const work = legs.reduce((sum, leg) => sum + leg.duration, 0);
        const chain = new Map<string, number>();
        for (const leg of legs)
          chain.set(leg.id, leg.duration + Math.max(0, ...leg.needs.map((need) => chain.get(need) ?? 0)));
        const longest = Math.max(0, ...chain.values());
        assert.ok(duration <= work / slots + longest * (1 - 1 / slots) + 1e-9);
      }),
      { numRuns: 150 },
    );
  });

  it('starts nothing after it was stopped', async () => {
    await fc.assert(
      fc.asyncProperty(dag, settings, fc.integer({ min: 0, max: 10 }), async (legs, options, abortAt) => {
        const { started } = await play(legs, { ...options, abortAt });
        for (const [id, at] of started) assert.ok(at <= abortAt, `${id} at ${at}`);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the scheduler', () => {
  it('runs an empty plan', async () => {
    assert.equal((await play([], { slots: 1, failFast: false })).ends.size, 0);
  });

  it('goes on where an earlier part of the run ended, and still fails fast', async () => {
    const started: string[] = [];
    const left: string[] = [];
    await schedule({
      jobs: planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }]).jobs,
      done: new Map([['a' as LegId, { verdict: 'failed' as const, allowed: false }]]),
      slots: 1,
      rank: () => 0,
      failFast: true,
      signal: new AbortController().signal,
      start: async (job) => {
        started.push(job.id);
        return { verdict: 'passed', allowed: false };
      },
      leave: (job, verdict, reason) => void left.push(`${job.id} ${verdict}: ${reason}`),
    });
    assert.deepEqual(
      { started, left },
      { started: [], left: ['b cancelled: a failed', 'c cancelled: a failed'] },
    );
  });
});
