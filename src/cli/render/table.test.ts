import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenText } from '../../../test/support/screens.ts';
import { formatAgo, formatElapsed, formatLimit, formatSeconds } from '../../run/elapsed.ts';
import { type Column, renderTable, renderTsv } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'name', min: 6, cut: 'middle' },
  { title: 'empty' },
  { title: 'time', align: 'right' },
  { title: 'note', min: 6, drop: 1 },
];

const ROWS = [
  ['documentation', '', '1.2s', 'all of it was fine'],
  ['日本語', '', '12.0s', ''],
].map((row) => row.map((text) => ({ text })));

function table(width: number): string {
  return renderTable(COLUMNS, ROWS, { width, ellipsis: '…' }).join('\n');
}

test('columns line up, empty ones are left out and no line ends in spaces', () => {
  assert.equal(
    table(80),
    screenText`
      name            time  note
      documentation   1.2s  all of it was fine
      日本語         12.0s
    `,
  );
});

test('with less room the widest column gives way first, and at last a column leaves', () => {
  assert.equal(
    table(30),
    screenText`
      name         time  note
      docum…tion   1.2s  all of it…
      日本語      12.0s
    `,
  );
  assert.equal(
    table(18),
    screenText`
      name          time
      docum…ation   1.2s
      日本語       12.0s
    `,
  );
});

test('values for programs keep their columns whatever is in them', () => {
  assert.equal(renderTsv(['a', 'b'], [['x\ty\nz', 'w']]), 'a\tb\nx y z\tw\n');
});

test('lengths of time are written for people', () => {
  assert.deepEqual([0, 40, 400, 12_340, 59_949].map(formatElapsed), [
    '0.0s',
    '0.0s',
    '0.4s',
    '12.3s',
    '59.9s',
  ]);
  assert.deepEqual([59_960, 125_000, 3_599_700, 3_720_000].map(formatElapsed), [
    '1m 00s',
    '2m 05s',
    '1h 00m',
    '1h 02m',
  ]);
  assert.deepEqual([0, 12_900, 125_900, -5].map(formatSeconds), ['0s', '12s', '2m 05s', '0s']);
  assert.deepEqual([20_000, 90_000, 300_000, 3_600_000].map(formatLimit), ['20s', '1m 30s', '5m', '1h']);
});

test('times of the past are told as ages, and after four weeks as days', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  const ages = [10_000, 5 * 60_000, 3 * 3_600_000, 2 * 86_400_000, 30 * 86_400_000];
  assert.deepEqual(
    ages.map((age) => formatAgo(now - age, now)),
    ['just now', '5m ago', '3h ago', '2d ago', '2026-10-24'],
  );
  assert.equal(formatAgo(now + 5000, now), 'just now');
});
