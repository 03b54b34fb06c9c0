// The tests on other days, by libfaketime: half a year on, and at the turn of a year. A test that holds today alone is found before that day is over.
import assert from 'node:assert/strict';
import { missing, run } from './support/workbench.mjs';

/** What holds against the clock when a file was written, which the kernel says and not libfaketime: everything is half a year old then. */
const BY_THE_KERNEL = [
  'leaves a content that no result names yet: one may just be stored',
  'records of several processes at once are all kept',
];

const DAYS = [
  ['half a year on', '+200 days'],
  ['at the turn of a year', '2027-12-31 23:58:00'],
];

export default {
  name: 'Tests on other days: libfaketime',
  // Two runs of all tests.
  peers: true,
  needs: () => missing('faketime'),
  async run({ check }) {
    for (const [day, time] of DAYS)
      await check(`they pass ${day}`, async () => {
        const args = ['-m', time, process.execPath, 'scripts/test.mjs', '--compiled'];
        // Clocks that only measure must go on as they do.
        const env = {
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
          DONT_FAKE_MONOTONIC: '1',
          NO_FAKE_STAT: '1',
          TZ: 'UTC',
        };
        const { stdout } = await run('faketime', args, { env, timeout: 1_200_000 });
        const [, passed = '0'] = /^ℹ pass (\d+)$/m.exec(stdout) ?? [];
        assert.ok(Number(passed) > 1000, stdout.slice(-2000));
        const [, end = ''] = stdout.split('✖ failing tests:');
        const failed = [...end.matchAll(/^✖ (.+) \([\d.]+ms\)$/gmu)].map(([, name]) => name);
        assert.deepEqual(
          failed.filter((name) => !BY_THE_KERNEL.includes(name)),
          [],
        );
      });
  },
};
