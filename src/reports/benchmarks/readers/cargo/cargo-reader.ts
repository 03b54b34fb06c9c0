import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import { readLines } from '../../text-report.ts';
import { CargoLines } from './cargo-lines.ts';

/**
 * Output of `cargo bench`: of Rust's own benchmarks (library/test, `src/formatters/pretty.rs`), median nanoseconds an iteration, and of
 * criterion (bheisler.github.io/criterion.rs/book, "Command-Line Output"), whose middle estimate is a mean or a slope. Single
 * times of criterion are in its folder, not in its output.
 */
export const cargoReader: ReportReader<BenchmarksReport> = {
  name: 'cargo',
  kind: 'benchmarks',
  title: 'cargo bench output',
  marksItsEnd: false,
  recognises: ({ head }) =>
    /^running \d+ tests?$/mu.test(head) ||
    /^test .* bench: /mu.test(head) ||
    /[ \t]time:[ \t]+\[[\d.e+-]+ [num\u00b5\u03bcp]?s /u.test(head) ||
    /^Benchmarking /mu.test(head),
  read: (file) => readLines(file, (collected) => new CargoLines(collected)),
};
