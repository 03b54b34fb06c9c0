// Some of the cases of docs/soundness.md, which is written by `npm run test:peers -- soundness-table`: those where others go wrong every day.
import assert from 'node:assert/strict';
import { compareTools, whyNotHere } from './soundness/compare-tools.mjs';

const CHOSEN = [
  'exec-bit',
  'argument-order',
  'undeclared-variable',
  'tool-version',
  'stray-output',
  'output-edited',
  'cache-flip',
  'edited-while-it-runs',
  'transitive',
  'umask',
];

export default {
  name: 'Soundness, ten cases: turbo, nx, wireit, moon',
  needs: whyNotHere,
  run: async (report) => {
    const { cases } = await compareTools(report, (name) => CHOSEN.includes(name));
    await report.check('each of the chosen cases is there', () =>
      assert.ok(process.env.SOUNDNESS_CASE || cases.length === CHOSEN.length),
    );
  },
};
