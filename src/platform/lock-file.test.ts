import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeFiles } from './files.ts';
import { acquireLock, holderLives, readHolder, waitForLock } from './lock-file.ts';
import { startTime } from './processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-lock-'));
after(() => rmSync(folder, { recursive: true }));
const never = new AbortController().signal;

async function taken(path: string): Promise<{ readonly release: () => Promise<void> }> {
  const lock = await acquireLock(nodeFiles, path);
  assert.ok('release' in lock, 'it was free');
  return lock;
}

describe('a lock file', () => {
  it('tells who holds it', async () => {
    const path = join(folder, 'held');
    const { release } = await taken(path);
    assert.deepEqual(await acquireLock(nodeFiles, path), {
      pid: process.pid,
      started: startTime(process.pid),
    });
    await release();
    assert.equal(await readHolder(nodeFiles, path), undefined);
    await (await taken(path)).release();
  });

  it('is taken over from a process that is gone', async () => {
    const path = join(folder, 'gone');
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.on('exit', resolve));
    writeFileSync(path, JSON.stringify({ pid: child.pid, started: '1' }));
    await (await taken(path)).release();
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('gone')),
      [],
    );
  });

  it('is taken over from a process whose number another one has now', {
    skip: process.platform !== 'linux',
  }, async () => {
    const path = join(folder, 'reused');
    writeFileSync(path, JSON.stringify({ pid: process.pid, started: '1' }));
    assert.equal(holderLives({ pid: process.pid, started: '1' }), false);
    await (await taken(path)).release();
  });

  it('is taken over when it cannot be read', async () => {
    const path = join(folder, 'broken');
    writeFileSync(path, '{"pid"');
    await (await taken(path)).release();
  });

  it('is waited for, and whoever waits hears once of the holder', async () => {
    const path = join(folder, 'waited');
    const first = await taken(path);
    const heard: number[] = [];
    const second = waitForLock(nodeFiles, path, { signal: never, onWait: ({ pid }) => void heard.push(pid) });
    await sleep(250);
    await first.release();
    await (await second)();
    assert.deepEqual(heard, [process.pid]);
  });

  it('is not waited for any more when that is cancelled', async () => {
    const path = join(folder, 'cancelled');
    const { release } = await taken(path);
    const stop = new AbortController();
    const waiting = waitForLock(nodeFiles, path, {
      signal: stop.signal,
      onWait: () => stop.abort(new Error('enough')),
    });
    await assert.rejects(waiting, /enough/);
    await release();
  });

  it('is never held by two processes, also when all of them find a dead holder', async () => {
    const path = join(folder, 'contended');
    const ledger = join(folder, 'contended-ledger');
    writeFileSync(ledger, '');
    const program = `
      import { appendFileSync, writeFileSync } from 'node:fs';
      import { waitForLock } from ${JSON.stringify(new URL('./lock-file.js', import.meta.url).href)};
      import { nodeFiles } from ${JSON.stringify(new URL('./files.js', import.meta.url).href)};
      for (let round = 0; round < 15; round++) {
        const release = await waitForLock(nodeFiles, ${JSON.stringify(path)}, { signal: new AbortController().signal, onWait() {} });
        appendFileSync(${JSON.stringify(ledger)}, 'in\\n');
        await new Promise((resolve) => setTimeout(resolve, 1));
        appendFileSync(${JSON.stringify(ledger)}, 'out\\n');
        // Every third time it is left as a killed process would leave it.
        if (round % 3 === 0) writeFileSync(${JSON.stringify(path)}, '{"pid":4194304,"started":"' + process.pid + '-' + round + '"}');
        else await release();
      }`;
    const ended = [1, 2, 3, 4].map(
      () =>
        new Promise((resolve) => {
          const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
          child.on('exit', resolve);
        }),
    );
    assert.deepEqual(await Promise.all(ended), [0, 0, 0, 0]);
    assert.equal(readFileSync(ledger, 'utf8'), 'in\nout\n'.repeat(60));
  });
});
