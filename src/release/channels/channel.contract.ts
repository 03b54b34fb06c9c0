import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReconcileSurroundings } from '../reconcile/look-at-channel.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import type { ReleaseEvent } from '../reconcile/release-event.ts';
import { type Channel, type Observation, STEP_PHASES } from './channel.ts';

/**
 * What befalls a request that may change something. `lost`: it is done, and the connection ends without an answer. The others are answered
 * so, and nothing is done; `limit` is 429 with `Retry-After: 7`, `fault` 502, `token` 401, `rights` 403.
 */
export type ContractFault = 'lost' | 'limit' | 'fault' | 'token' | 'rights';

/** A place on the loopback interface, empty, that a channel is made for. */
export interface ContractPlace {
  /** Made anew, as another run would make it. */
  channel(): Promise<Channel>;
  /** What the place took in so far that changed something, in words: `POST /releases`. */
  effects(): readonly string[];
  /** What people would find now, in a form that can be compared: names and digests. Ids and times are left out. */
  served(): Promise<unknown>;
  /** What befalls the `nth` (from 1) request from now on that may change something; nothing any more when undefined. */
  befall(fault: ContractFault | undefined, nth: number): void;
  /** Puts the same version there, with other bytes, as somebody else may have. Undefined where nobody can. */
  foreign?(): Promise<void>;
  /** Faults that this place has no way to have. */
  readonly without?: readonly ContractFault[];
  /** The value of the secret, which must not be told. */
  readonly secret: string;
  /** How it is when all was done: `moderation` where people look at it first. */
  readonly ends?: 'verified' | 'moderation';
  close(): Promise<void>;
}

/** What everybody relies on who is given a channel. `open` makes a new place each time. */
export function checkChannelContract(name: string, open: () => Promise<ContractPlace>): void {
  const during = async (work: (place: ContractPlace) => Promise<void>): Promise<void> => {
    const place = await open();
    try {
      await work(place);
    } finally {
      await place.close();
    }
  };

  test(`${name}: looking has no effect, and every step has its place in the order of phases`, () =>
    during(async (place) => {
      const channel = await place.channel();
      const found = await channel.observe(NEVER);
      await channel.verify(NEVER);
      await channel.recall(NEVER);
      assert.deepEqual(place.effects(), []);
      assert.equal(found.state, 'pending');
      assert.ok(found.steps.length > 0);
      const order = found.steps.map(({ phase }) => STEP_PHASES.indexOf(phase));
      assert.deepEqual(
        order,
        order.toSorted((one, other) => one - other),
      );
      const titles = found.steps.map(({ title }) => title);
      assert.equal(new Set(titles).size, titles.length, 'titles tell steps apart');
    }));

  test(`${name}: all of it is brought, fetched and compared, and a second run has no effect`, () =>
    during(async (place) => {
      await run(place);
      const [served, effects] = [await place.served(), place.effects().length];
      assert.ok(effects > 0);
      await run(place);
      assert.equal(place.effects().length, effects);
      assert.deepEqual(await place.served(), served);
    }));

  test(`${name}: a run that ends after any of its steps is continued by the next one`, () =>
    during(async (whole) => {
      await run(whole);
      const steps = await stepsOf(open);
      for (let after = 1; after < steps; after++)
        await during(async (place) => {
          const channel = await place.channel();
          const { steps: first } = await channel.observe(NEVER);
          for (const step of first.slice(0, after)) await step.run(NEVER);
          await run(place);
          assert.deepEqual(await place.served(), await whole.served());
          assert.equal(place.effects().length, whole.effects().length, place.effects().join('\n'));
        });
    }));

  for (const fault of ['lost', 'limit', 'fault', 'token', 'rights'] as const)
    test(`${name}: ${fault} at any request, and the next run converges`, async (context) => {
      const whole = await open();
      try {
        if (whole.without?.includes(fault) === true) return context.skip('this place has no such fault');
        await run(whole);
        for (let nth = 1; nth <= whole.effects().length; nth++)
          await during(async (place) => {
            place.befall(fault, nth);
            const paper = new Paper();
            const [status] = await reconcile([await place.channel()], paper);
            checkReaction(fault, status?.observation, paper);
            place.befall(undefined, 0);
            await run(place);
            assert.deepEqual(await place.served(), await whole.served(), `${fault} at request ${nth}`);
          });
      } finally {
        await whole.close();
      }
    });

  test(`${name}: the same version with other bytes is never touched`, async (context) =>
    during(async (place) => {
      if (place.foreign === undefined) return context.skip('nobody can put other bytes there');
      await place.foreign();
      const effects = place.effects().length;
      const [status] = await reconcile([await place.channel()], new Paper());
      assert.equal(status?.observation.state, 'stuck', JSON.stringify(status));
      assert.ok(status.observation.reason);
      assert.equal(place.effects().length, effects);
    }));

  test(`${name}: the secret is in nothing that is said`, () =>
    during(async (place) => {
      for (const fault of ['token', 'rights', 'fault', undefined] as const) {
        place.befall(fault, 1);
        const paper = new Paper();
        const statuses = await reconcile([await place.channel()], paper);
        const said = JSON.stringify([statuses, paper.events]);
        assert.ok(said.length > 100);
        assert.ok(!said.includes(place.secret), said);
      }
    }));

  test(`${name}: an end is an end`, () =>
    during(async (place) => {
      const ended = AbortSignal.abort(new Error('enough'));
      const channel = await place.channel();
      await assert.rejects(channel.observe(ended));
      const { steps } = await channel.observe(NEVER);
      await assert.rejects(steps[0]?.run(ended) ?? Promise.resolve());
      assert.deepEqual(place.effects(), []);
    }));

  test(`${name}: what can be taken back is taken back, the rest has a word for people`, () =>
    during(async (place) => {
      await run(place);
      const before = await place.served();
      const recall = await (await place.channel()).recall(NEVER);
      if (recall.kind === 'by-hand') return assert.match(recall.instruction, /\w+ \w+/);
      assert.ok(recall.leaves.length > 0);
      for (const step of recall.steps) await step.run(NEVER);
      assert.notDeepEqual(await place.served(), before);
    }));
}

const NEVER: AbortSignal = new AbortController().signal;

/** One whole run, as `release publish` does it; to the end. */
async function run(place: ContractPlace): Promise<void> {
  const paper = new Paper();
  const [status] = await reconcile([await place.channel()], paper);
  assert.equal(
    status?.observation.state,
    place.ends ?? 'verified',
    JSON.stringify([status, paper.events], null, 2),
  );
}

async function stepsOf(open: () => Promise<ContractPlace>): Promise<number> {
  const place = await open();
  try {
    return (await (await place.channel()).observe(NEVER)).steps.length;
  } finally {
    await place.close();
  }
}

/** What a person must mend is told at once; what passes is waited for, as long as the server says. */
function checkReaction(fault: ContractFault, found: Observation | undefined, paper: Paper): void {
  assert.ok(found);
  const about = JSON.stringify([found, paper.events], null, 2);
  if (fault === 'token' || fault === 'rights') {
    assert.equal(found.state, 'stuck', about);
    assert.ok(found.remedy, about);
    assert.deepEqual(paper.pauses, [], about);
    return;
  }
  assert.ok(['verified', 'moderation'].includes(found.state), about);
  if (fault === 'limit') assert.ok(paper.pauses.includes(7_000), about);
}

/** Waits on paper. */
class Paper implements ReconcileSurroundings {
  readonly signal = NEVER;
  readonly patience = { tries: 3, first: 1_000, most: 60_000, looks: 3 };
  readonly pauses: number[] = [];
  readonly events: ReleaseEvent[] = [];
  readonly pause = async (ms: number): Promise<void> => void this.pauses.push(ms);
  readonly onEvent = (event: ReleaseEvent): void => void this.events.push(event);
}
