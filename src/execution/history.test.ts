import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryFiles } from '../../test/support/memory-files.ts';
import { playEvents } from '../../test/support/play-run.ts';
import { foldRun } from '../run/run-state.ts';
import { expectedDurations, type HistoryEntry, historyEntry, readHistory, takenPath } from './history.ts';

function entry(id: string, jobs: HistoryEntry['jobs']): HistoryEntry {
  return { format: 1, id: id as HistoryEntry['id'], time: 0, verdict: 'passed', duration: 1, jobs };
}

describe('the history', () => {
  it('has one line for a finished run, and none for one that is not', async () => {
    const { events } = await playEvents({
      jobs: {
        a: { steps: ['sleep 2s'] },
        b: { needs: ['a'], steps: ['exit 1'] },
        c: { needs: ['b'], steps: ['exit 0'] },
      },
      events: '',
    });
    const { id, ...told } = historyEntry(foldRun(events)) ?? {};
    assert.match(String(id), /^19700101-000000-/);
    assert.deepEqual(told, {
      format: 1,
      time: 0,
      workflow: 'ci',
      platform: 'linux/x64',
      slots: 4,
      verdict: 'failed',
      duration: 2000,
      jobs: {
        a: { verdict: 'passed', duration: 2000 },
        b: { verdict: 'failed', duration: 0 },
        c: { verdict: 'skipped', duration: 0 },
      },
    });
    assert.equal(historyEntry(foldRun(events.slice(0, -1))), undefined);
    assert.deepEqual(takenPath(foldRun(events)).duration, 2000);
  });

  it('passes over lines that cannot be read, and keeps the last line of a run', async () => {
    const lines = [
      JSON.stringify(entry('one', {})),
      '{"torn',
      '',
      JSON.stringify(entry('two', {})),
      JSON.stringify({ ...entry('one', {}), duration: 7 }),
      JSON.stringify({ ...entry('three', {}), format: 2 }),
    ];
    const files = memoryFiles({ '/history': lines.join('\n') });
    const read = await readHistory(files, '/history');
    assert.deepEqual(
      read.map(({ id, duration }) => `${id} ${duration}`),
      ['two 1', 'one 7'],
    );
    assert.deepEqual(await readHistory(files, '/nowhere'), []);
  });

  it('expects the median of the last seven passes', () => {
    const runs = [100, 1, 2, 3, 4, 5, 6, 7].map((duration, at) =>
      entry(`r${at}`, { unit: { verdict: at === 1 ? 'flaky' : 'passed', duration } }),
    );
    assert.deepEqual([...expectedDurations(runs)], [['unit', 4]]);
  });

  it('does not learn from failures, or from what was only reused', () => {
    const runs = [
      entry('a', { unit: { verdict: 'failed', duration: 1 }, types: { verdict: 'passed', duration: 8 } }),
      entry('b', { unit: { verdict: 'reused', duration: 0 }, types: { verdict: 'passed', duration: 4 } }),
    ];
    assert.deepEqual([...expectedDurations(runs)], [['types', 6]]);
  });
});
