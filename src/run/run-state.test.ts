import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { playEvents } from '../../test/support/play-run.ts';
import type { RunEvent } from './run-event.ts';
import { foldRun, RunFold, type RunState } from './run-state.ts';

const { events } = await playEvents({
  slots: 2,
  jobs: {
    build: { steps: ['print built', 'sleep 1s'] },
    unit: { needs: ['build'], retries: 2, steps: ['sleep 1s', 'exit 1'] },
    lint: { allowFailure: true, steps: ['exit 2'] },
    after: { needs: ['unit'], steps: ['sleep 1s'] },
    alarm: { needs: ['unit'], when: 'on_failure', steps: ['sleep 1s'] },
  },
  events: '',
});
const RESUMED: RunEvent = { kind: 'run.resumed', time: 9_000, pid: 2 };

/** A state as plain data. */
function plain(state: RunState): unknown {
  return { ...state, jobs: [...state.jobs] };
}

describe('the state of a run', () => {
  it('is a fold that any prefix of the events has', () => {
    for (let length = 0; length <= events.length; length++) {
      const state = foldRun(events.slice(0, length));
      assert.equal(state.started === undefined, length === 0);
      assert.equal(state.finished !== undefined, length === events.length);
    }
  });

  it('is the same one event at a time as all at once', () => {
    const fold = new RunFold();
    for (const [index, event] of events.entries()) {
      fold.add(event);
      assert.deepEqual(plain(fold.state), plain(foldRun(events.slice(0, index + 1))));
    }
  });

  it('takes events in any order, and any number of times, without an exception', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events, RESUMED), { maxLength: 60 }), (some) => {
        foldRun(some);
      }),
    );
  });

  it('has nothing running after a resume, and a second resume changes only its count', () => {
    for (let length = 1; length <= events.length; length++) {
      const once = foldRun([...events.slice(0, length), RESUMED]);
      const twice = foldRun([...events.slice(0, length), RESUMED, RESUMED]);
      assert.ok([...once.jobs.values()].every((job) => job.status !== 'running'));
      assert.deepEqual(plain({ ...twice, resumes: 1 }), plain(once));
    }
  });

  it('keeps the finished steps of an attempt that is started again, and forgets those of an earlier attempt', () => {
    const cut = events.findIndex((event) => event.kind === 'step.finished' && event.leg === 'unit') + 1;
    const before = events.slice(0, cut);
    const leg = [...foldRun(before).jobs.values()].find((job) => job.planned.id === 'unit');
    assert.equal(leg?.steps[0]?.outcome?.kind, 'passed');
    const again = (attempt: number): RunEvent => ({
      kind: 'job.started',
      time: 9_000,
      leg: leg?.planned.id as NonNullable<typeof leg>['planned']['id'],
      attempt,
    });
    const outcomeAfter = (event: RunEvent): string | undefined =>
      [...foldRun([...before, RESUMED, event]).jobs.values()].find((job) => job.planned.id === 'unit')
        ?.steps[0]?.outcome?.kind;
    assert.equal(outcomeAfter(again(1)), 'passed');
    assert.equal(outcomeAfter(again(2)), undefined);
  });

  it('passes over kinds of events it does not know', () => {
    const unknown = { kind: 'job.levitated', time: 5 } as unknown as RunEvent;
    const state = foldRun([...events, unknown]);
    assert.deepEqual(plain(state), plain(foldRun(events)));
  });
});
