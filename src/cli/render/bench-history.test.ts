import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchmarkSeries } from '../../reports/benchmarks/history/benchmark-series.ts';
import { renderBenchHistory } from './bench-history.ts';
import { createStyle } from './style.ts';

const DAY = 86_400_000;
const BASE = { machine: 'linux/x64, 8 × Example 9000', job: '', tool: 'wind' };

function series(
  benchmark: string,
  values: readonly number[],
  more: Partial<BenchmarkSeries> = {},
): BenchmarkSeries {
  const points = values.map((value, index) => ({
    commit: index.toString(16).padStart(40, '0'),
    branch: 'main',
    tags: index === 2 ? ['v1.0.0'] : [],
    time: index * DAY,
    clean: index !== 1,
    value,
    runs: 1,
  }));
  return { ...BASE, benchmark, metric: 'time', unit: 's', better: 'lower', points, changes: [], ...more };
}

const SERIES = [
  series('parse/1000', [0.01, 0.01, 0.013, 0.013], {
    changes: [{ at: 2, before: 0.01, after: 0.013, p: 0.001 }],
  }),
  series('requests', [4_000, 4_000, 5_000], {
    metric: 'throughput',
    unit: 'op/s',
    better: 'higher',
    changes: [{ at: 1, before: 4_000, after: 5_000, p: 0.001 }],
  }),
  series('\u001b[31mred\nline', [80, 80], { metric: 'memory', unit: '\u001b[1mB' }),
];

test('series stand by machine, and below them what has changed, the newest first', () => {
  const style = createStyle({ color: false, unicode: true });
  assert.equal(
    renderBenchHistory(SERIES, { style, width: 96 }),
    `linux/x64, 8 × Example 9000: wind
  benchmark            commits  trend    first      now  last change
  parse/1000                 4  ▁▁██     10 ms    13 ms        +30 %
  requests                   3  ▁▁█    4 kop/s  5 kop/s        +25 %
  red ⏎ line · memory        2  ▅▅        80 B     80 B         none

✗ parse/1000: 30 % slower since 000000000000 (1970-01-03, v1.0.0, main): 13 ms, before 10 ms
✓ requests: 25 % more since 000000000000 with changes (1970-01-02, main): 5 kop/s, before 4
  kop/s`,
  );
});

test('without colours, characters or room it says the same', () => {
  const style = createStyle({ color: false, unicode: false });
  assert.equal(
    renderBenchHistory(SERIES.slice(0, 1), { style, width: 60 }),
    `linux/x64, 8 × Example 9000: wind
  benchmark   commits  first    now  last change
  parse/1000        4  10 ms  13 ms        +30 %

x parse/1000: 30 % slower since 000000000000 (1970-01-03,
  v1.0.0, main): 13 ms, before 10 ms`,
  );
});
