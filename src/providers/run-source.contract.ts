import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isActive, isSourceRefusal, type LogPiece, type RunSource } from './run-source.ts';

/** What a source is set up with: two runs of a commit or more, the newest of which failed in a step that printed `told`. */
export interface ContractSetUp {
  readonly source: RunSource;
  readonly commit: string;
  readonly told: string;
}

/** The contract of `RunSource`, for every implementation. */
export function checkRunSourceContract(name: string, setUp: () => Promise<ContractSetUp>): void {
  test(`${name}: lists the newest first, no more than asked for, and only what is asked for`, async () => {
    const { source, commit } = await setUp();
    const all = await source.list({ commit, limit: 50 });
    assert.ok(all.length >= 2);
    const times = all.map(({ createdAt }) => createdAt);
    assert.deepEqual(
      times,
      times.toSorted((one, other) => other - one),
    );
    for (const run of all) assert.deepEqual([run.place, run.commit], [source.place, commit]);
    assert.deepEqual(await source.list({ commit, limit: 1 }), all.slice(0, 1));
    assert.deepEqual(await source.list({ commit: 'f'.repeat(40), limit: 5 }), []);
  });

  test(`${name}: a run is the same by its id`, async () => {
    const { source, commit } = await setUp();
    const [run] = await source.list({ commit, limit: 1 });
    assert.ok(run !== undefined);
    const { attempt: _, ...same } = run;
    const { attempt: __, ...byId } = await source.run(run.id);
    assert.deepEqual(byId, same);
  });

  test(`${name}: what is not there is refused as missing`, async () => {
    const { source } = await setUp();
    await assert.rejects(source.run('404404'), (error) => isSourceRefusal(error) && error.kind === 'missing');
  });

  test(`${name}: the failed step is told by jobs, steps and log`, async () => {
    const { source, commit, told } = await setUp();
    const [run] = await source.list({ commit, limit: 1 });
    assert.ok(run !== undefined && run.state === 'failed' && !isActive(run.state));
    const job = (await source.jobs(run)).find(({ state }) => state === 'failed');
    assert.ok(job !== undefined);
    const failed = (await source.steps(job)).filter(({ state }) => state === 'failed');
    assert.equal(failed.length, 1);
    const pieces: LogPiece[] = [];
    await source.log(job, { steps: 'failed', follow: false, write: (piece) => void pieces.push(piece) });
    const [first] = pieces;
    assert.deepEqual(first, { kind: 'step', step: failed[0] });
    const text = pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
    assert.ok(text.includes(told), text);
    assert.equal(pieces.filter(({ kind }) => kind === 'step').length, 1);
  });
}
