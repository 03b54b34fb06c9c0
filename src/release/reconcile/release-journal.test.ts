import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ReleaseJournal } from './release-journal.ts';

test('a line for each event, without secrets in any of their forms, in a folder of the tag', () => {
  const store = mkdtempSync(join(tmpdir(), 'lockstep-journal-'));
  const secret = 'tök en/1';
  try {
    for (const now of [0, 1_000]) {
      const journal = new ReleaseJournal({ store, tag: 'cli/v1.2.0', secrets: ['', secret], now: () => now });
      const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
      journal.write({ kind: 'waiting', channel: 'npm', wait: 1, why: `it said ${forms.join(', ')}` });
      journal.close();
    }
    assert.equal(
      readFileSync(join(store, 'releases/cli%2Fv1.2.0/journal.jsonl'), 'utf8'),
      ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:01.000Z']
        .map(
          (time) =>
            `{"time":"${time}","kind":"waiting","channel":"npm","wait":1,"why":"it said ***, ***, ***"}\n`,
        )
        .join(''),
    );
  } finally {
    rmSync(store, { recursive: true });
  }
});
