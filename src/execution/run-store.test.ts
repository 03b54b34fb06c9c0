import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { LegId } from '../plan/plan.ts';
import { nodeFiles } from '../platform/files.ts';
import { StorageError } from '../platform/storage-error.ts';
import type { RunId } from '../run/run-event.ts';
import { legFileName, RunStore } from './run-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-store-'));
after(() => rmSync(folder, { recursive: true }));

const NOON = Date.UTC(2026, 10, 23, 12, 0, 0, 0);

describe('the folder of the runs', () => {
  it('gives runs ids that sort by age, also within a second', async () => {
    const store = new RunStore(nodeFiles, join(folder, 'ids'));
    const made: RunId[] = [];
    for (const ms of [0, 1, 2, 500, 999, 1000]) made.push((await store.create(NOON + ms)).id);
    assert.deepEqual(await store.list(), [...made].reverse());
    for (const id of made) assert.match(id, /^20261123-12000[01]-[0-9a-f]{4}$/);
  });

  it('gives many runs that begin in the same millisecond different ids', async () => {
    const store = new RunStore(nodeFiles, join(folder, 'same'));
    const runs = await Promise.all(Array.from({ length: 20 }, () => store.create(NOON)));
    assert.equal(new Set(runs.map(({ id }) => id)).size, 20);
  });

  it('passes over what is no run', async () => {
    const store = new RunStore(nodeFiles, join(folder, 'strangers'));
    const { id, release } = await store.create(NOON);
    await release();
    for (const name of ['zzz', '.DS_Store', `${id}-copy`, '20261123-120000'])
      await nodeFiles.writeAtomic(store.runPath(name as RunId, 'file'), '');
    assert.deepEqual(await store.list(), [id]);
    assert.deepEqual(await store.prune(0), [id]);
    assert.equal((await nodeFiles.list(join(store.root, 'runs'))).length, 4);
  });

  it('keeps itself out of git', async () => {
    const store = new RunStore(nodeFiles, join(folder, 'git'));
    await store.create(NOON);
    assert.equal(readFileSync(join(folder, 'git/.lockstep/.gitignore'), 'utf8'), '*\n');
  });

  it('knows which run is going on, and hands over only one that is not', async () => {
    const store = new RunStore(nodeFiles, join(folder, 'live'));
    const run = await store.create(NOON);
    assert.equal(await store.isLive(run.id), true);
    assert.equal('pid' in (await store.takeOver(run.id)), true);
    await run.release();
    assert.equal(await store.isLive(run.id), false);
    assert.equal('release' in (await store.takeOver(run.id)), true);
  });

  it('says what is wrong when it cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const store = new RunStore(nodeFiles, join(folder, 'file'));
    await assert.rejects(store.create(NOON), StorageError);
  });

  it('ends a line of the history that was torn', () => {
    const store = new RunStore(nodeFiles, join(folder, 'history'));
    store.appendHistory('{"one":1}');
    writeFileSync(store.historyPath, '{"one":1}\n{"tor', {});
    store.appendHistory('{"two":2}');
    assert.equal(readFileSync(store.historyPath, 'utf8'), '{"one":1}\n{"tor\n{"two":2}\n');
  });
});

describe('the file name of a leg', () => {
  it('is the leg itself where every file system takes it', () => {
    assert.equal(legFileName('unit@linux(python=3.12)#2of4' as LegId), 'unit@linux(python=3.12)#2of4');
  });

  it('has no character that a file system refuses, and stays unique and short', () => {
    const names = [
      'a@linux(x=a/b)',
      'a@linux(x=a:b)',
      'a@linux(x=../../../etc)',
      `long${'x'.repeat(400)}`,
    ].map((leg) => legFileName(leg as LegId));
    assert.equal(new Set(names).size, 4);
    for (const name of names) {
      assert.match(name, /^[A-Za-z0-9._=@#,()-]+$/);
      assert.ok(name.length < 140);
    }
  });
});
