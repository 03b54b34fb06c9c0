import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { RunStore } from '../execution/run-store.ts';
import { sha256 } from '../platform/digest.ts';
import { nodeFiles } from '../platform/files.ts';
import { ToolVersions } from './tool-versions.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-tools-'));
const store = new RunStore(nodeFiles, folder);
const PATH = folder;

after(() => rmSync(folder, { recursive: true, force: true }));

/** A program on the PATH; gives its digest. */
function program(name: string, text: string): string {
  writeFileSync(join(folder, name), text, { mode: 0o755 });
  return sha256(text);
}

const open = (): Promise<ToolVersions> => ToolVersions.open(store, folder);
const skip = process.platform === 'win32' ? 'scripts have no first line that counts there' : false;

describe('what programs are', { skip }, () => {
  it('counts by their bytes, with what runs them', async () => {
    const inner = program('inner', '#!/nowhere/outer\n');
    const outer = program('outer', '#!/usr/bin/env -S A=1 inner --flag\n');
    const tools = await open();
    assert.deepEqual(
      [...(await tools.programs('outer', { PATH }))],
      [
        ['outer', outer],
        ['inner', inner],
      ],
    );
    assert.deepEqual([...(await tools.programs('unknown', { PATH }))], []);
  });

  it('ends with a script in front of its own interpreter', async () => {
    const digest = program('shell', '#!/bin/shell\n');
    assert.deepEqual([...(await (await open()).programs('shell', { PATH }))], [['shell', digest]]);
  });

  it('is seen again when a file is another one, and the old one is forgotten', async () => {
    const old = program('made', 'one\n');
    const first = await open();
    await first.programs('made', { PATH });
    await first.save();
    const now = program('made', 'another\n');
    const second = await open();
    assert.equal((await second.programs('made', { PATH })).get('made'), now);
    await second.save();
    const kept = readFileSync(store.cachePath('tools.json'), 'utf8');
    assert.ok(kept.includes(now));
    assert.ok(!kept.includes(old));
  });
});
