import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderComparisonMarkdown } from './comparison-markdown.ts';
import type { ComparisonReport } from './comparison-report.ts';

function withUnpaired(count: number): ComparisonReport {
  return {
    format: 'lockstep-bench-comparison',
    version: 1,
    head: { commit: undefined, dirty: false },
    baselines: [],
    threshold: 0.2,
    duration: 1_000,
    comparisons: [],
    unpaired: Array.from({ length: count }, (_, at) => ({
      benchmark: `read|${at}`,
      missing: ['main', 'v1.0.0'],
    })),
    rounds: 1,
    ended: 'decided',
    budget: { alpha: 0.01, family: count, mostPairs: 40 },
  };
}

test('of benchmarks that were not compared twenty are named, and the others are counted', () => {
  const lines = renderComparisonMarkdown(withUnpaired(23), 60_000).split('\n');
  assert.equal(
    lines.find((line) => line.startsWith('- ')),
    '- <code>read&#124;0</code>: not compared, as main and v1.0.0 did not always measure it',
  );
  assert.equal(lines.filter((line) => line.startsWith('- ')).length, 20);
  assert.ok(lines.includes('3 more were not compared.'));
  assert.doesNotMatch(renderComparisonMarkdown(withUnpaired(20), 60_000), /more were not compared/u);
});
