import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import type { CollectedBenchmarks } from '../../collected-benchmarks.ts';
import { type LineListener, numberIn, readLines } from '../../text-report.ts';

/**
 * What `String(event.target)` of benchmark.js is (benchmarkjs.com, `Benchmark.prototype.toString`): `re#test x 36,376,441 ops/sec ±15.28%
 * (6 runs sampled)`. Operations a second, the mean. One that threw is its name, a colon and nothing, or the error.
 */
export const benchmarkJsReader: ReportReader<BenchmarksReport> = {
  name: 'benchmark-js',
  kind: 'benchmarks',
  title: 'benchmark.js output',
  marksItsEnd: false,
  recognises: ({ head }) => / x [\d,.]+ ops\/sec \u00b1[\d.]+% \(\d+ runs? sampled\)/u.test(head),
  read: (file) => readLines(file, (collected) => new BenchmarkJsLines(collected)),
};

/** A name may have ` x ` in it: the last one counts. */
const RESULT = /^\s*(.+) x ([\d,.]+) ops\/sec \u00b1([\d.]+)% \((\d+) runs? sampled\)\s*$/u;

class BenchmarkJsLines implements LineListener {
  readonly #collected: CollectedBenchmarks;
  #isOne = false;

  constructor(collected: CollectedBenchmarks) {
    this.#collected = collected;
  }

  line(line: string, offset: number): void {
    const [, name, rate] = RESULT.exec(line) ?? [];
    const failed = /^\s*(\S.*?): ?(?:(\w*Error\b.*))?$/u.exec(line);
    if (name !== undefined) {
      this.#isOne = true;
      this.#collected.add({
        name,
        metrics: [{ name: 'throughput', unit: 'op/s', value: numberIn(rate), statistic: 'mean' }],
        offset,
      });
    } else if (failed !== null && (failed[2] !== undefined || line.endsWith(': ')))
      this.#collected.failed(failed[1] ?? '', failed[2]);
  }

  finish(): BenchmarksReport | string {
    return this.#isOne ? this.#collected.finish('benchmark-js') : 'there is no benchmark in it';
  }
}
