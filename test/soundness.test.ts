import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { lockstepTool } from './support/soundness/lockstep-tool.ts';
import { playSoundness } from './support/soundness/play-soundness.ts';
import { readSoundnessCases } from './support/soundness/soundness-case.ts';

const cases = readSoundnessCases(join(process.cwd(), 'test/cases/soundness'));
const asked = process.env.SOUNDNESS_CASE;

describe('the result cache is right about', { skip: process.platform === 'win32', concurrency: 2 }, () => {
  for (const subject of cases.filter(({ name }) => asked === undefined || new RegExp(asked).test(name)))
    it(subject.title, async () => {
      const { kind, problems, unexpected } = await playSoundness(subject, lockstepTool);
      assert.deepEqual({ kind, problems, unexpected }, { kind: 'sound', problems: [], unexpected: [] });
    });
});
