import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FailedTry, pauseAfter } from './patience.ts';

const NOW = 1_700_000_000_000;

for (const [what, failed, before, wait] of [
  ['after retry-after', { status: 403, headers: { 'retry-after': '30' } }, 0, 30_000],
  [
    'after retry-after, whatever the words',
    { status: 429, message: 'Too Many Requests', headers: { 'retry-after': '7' } },
    2,
    7_000,
  ],
  [
    'when the limit is reset',
    { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 90) } },
    0,
    91_000,
  ],
  [
    'at once when that was a moment ago',
    { status: 429, headers: { 'x-ratelimit-remaining': 0, 'x-ratelimit-reset': NOW / 1000 - 90 } },
    0,
    1_000,
  ],
  [
    'after a minute where no time is told',
    { status: 403, message: 'You have exceeded a secondary rate limit.' },
    0,
    60_000,
  ],
  ['then after two', { status: 429 }, 1, 120_000],
  ['after a second when the server is at fault', { status: 502 }, 0, 1_000],
  ['then after two seconds', { status: 500 }, 1, 2_000],
  ['when the server says', { status: 503, headers: { 'retry-after': '5' } }, 0, 5_000],
  ['after a second when nobody answers', { status: undefined }, 0, 1_000],
  [
    'never, a permission that is lacking',
    {
      status: 403,
      message: 'Resource not accessible by integration',
      headers: { 'x-ratelimit-remaining': '4999' },
    },
    0,
    undefined,
  ],
  ['never, a wrong token', { status: 401 }, 0, undefined],
  ['never, what is not there', { status: 404 }, 0, undefined],
  ['never, what is too large', { status: 413 }, 0, undefined],
  [
    'never, a header that is no time is passed over',
    { status: 403, headers: { 'retry-after': 'soon' } },
    0,
    undefined,
  ],
] as readonly (readonly [string, Partial<FailedTry>, number, number | undefined])[])
  test(`a request is tried again ${what}`, () => {
    const whole = { status: failed.status, message: failed.message ?? '', headers: failed.headers ?? {} };
    assert.equal(pauseAfter(whole, before, NOW)?.wait, wait);
  });
