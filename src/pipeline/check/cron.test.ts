import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultOfCron } from './cron.ts';

test('schedules that both systems take are sound', () => {
  for (const cron of [
    '0 3 * * *',
    '*/15 8-18 * * 1-5',
    '0 0 29 2 *',
    '0,30 0 1,15 JAN-MAR SUN',
    '5/10 * * * *',
    '0 0 31 * *',
    '0 0 31 2 1',
  ])
    assert.equal(faultOfCron(cron), undefined, cron);
});

test('a day that no month has never comes', () => {
  assert.deepEqual(faultOfCron('0 0 30,31 2 *'), { kind: 'never', message: 'there is no day 30, 31 in FEB' });
  assert.equal(faultOfCron('0 0 31 4,6,9,11 *')?.kind, 'never');
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void faultOfCron(text)));
});
