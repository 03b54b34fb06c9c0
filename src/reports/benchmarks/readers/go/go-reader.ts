import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import { readLines } from '../../text-report.ts';
import { GoLines } from './go-lines.ts';

/**
 * Output of `go test -bench` (go.dev, proposal 14313, "Go Benchmark Data Format"; golang.org/x/perf/benchfmt). Lines of one benchmark, of
 * `-count`, are its samples. A benchmark is called after its package, `example.com/wind.BenchmarkFib/n=5`; `-8`, the number of
 * processors, is no part of its name unless it ran with several (`-cpu`). Of units that nobody knows, less is better unless they are per
 * second, or a line `Unit rows better=higher` says so (benchfmt, "Unit metadata").
 */
export const goReader: ReportReader<BenchmarksReport> = {
  name: 'go',
  kind: 'benchmarks',
  title: 'go test -bench output',
  marksItsEnd: false,
  recognises: ({ head }) =>
    /^Benchmark\S+(?:[ \t]+\d+[ \t]+[\d.e+-]+ \S+)/mu.test(head) ||
    (/^goos: \S/mu.test(head) && /^goarch: \S/mu.test(head)),
  read: (file) => readLines(file, (collected) => new GoLines(collected)),
};
