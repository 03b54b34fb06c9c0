import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { playEvents } from '../../test/support/play-run.ts';
import { nodeFiles } from '../platform/files.ts';
import type { RunEvent } from '../run/run-event.ts';
import { foldRun } from '../run/run-state.ts';
import { Journal, parseJournal, readJournal } from './journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-journal-'));
after(() => rmSync(folder, { recursive: true }));

const { events } = await playEvents({
  jobs: {
    build: { steps: ['print büilt ✓', 'sleep 1s'] },
    unit: { needs: ['build'], retries: 1, steps: ['exit 1'] },
    after: { needs: ['unit'], steps: ['sleep 1s'] },
  },
  events: '',
});
const written = events.filter((event) => event.kind !== 'job.output');

function writeJournal(name: string, some: readonly RunEvent[]): string {
  const path = join(folder, name);
  const journal = new Journal(path);
  for (const event of some) journal.append(event);
  journal.close();
  return path;
}

describe('the journal', () => {
  it('gives back what was written, output left out', async () => {
    const path = writeJournal('whole', events);
    assert.deepEqual(await readJournal(nodeFiles, path), {
      events: JSON.parse(JSON.stringify(written)),
      damaged: [],
    });
  });

  it('is undefined where there is none', async () => {
    assert.equal(await readJournal(nodeFiles, join(folder, 'nowhere')), undefined);
  });

  it('can be read, and folded, after every single byte', () => {
    const bytes = readFileSync(writeJournal('bytes', events));
    let most = 0;
    for (let length = 0; length <= bytes.length; length++) {
      const part = parseJournal(bytes.subarray(0, length).toString('utf8'));
      assert.ok(part.events.length >= most, 'events never get fewer');
      most = part.events.length;
      assert.ok(part.damaged.length <= 1);
      if (length % 7 === 0) foldRun(part.events);
    }
    assert.equal(most, written.length);
  });

  it('closes a line that was torn, so that it spoils no other', () => {
    const path = writeJournal('torn', written.slice(0, 2));
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, -10));
    writeJournal('torn', written.slice(2, 4));
    const { events: read, damaged } = parseJournal(readFileSync(path, 'utf8'));
    assert.deepEqual(damaged, [2]);
    assert.deepEqual(
      read.map((event) => event.kind),
      [written[0], written[2], written[3]].map((event) => event?.kind),
    );
  });

  it('names the lines that are damaged and reads the others', () => {
    const line = (kind: string): string => JSON.stringify({ kind, time: 1 });
    const text = [line('a'), '{"kind":', 'null', '42', '{"kind":1,"time":1}', '\0\0\0', line('b'), ''].join(
      '\n',
    );
    const { events: read, damaged } = parseJournal(text);
    assert.deepEqual(
      read.map((event) => String(event.kind)),
      ['a', 'b'],
    );
    assert.deepEqual(damaged, [2, 3, 4, 5, 6]);
  });
});
