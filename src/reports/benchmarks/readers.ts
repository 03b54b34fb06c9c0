import type { ReportReader } from '../report-reader.ts';
import type { BenchmarksReport } from './benchmarks-report.ts';
import { lockstepJsonReader } from './readers/lockstep-json/lockstep-json-reader.ts';
import { pytestBenchmarkReader } from './readers/pytest-benchmark/pytest-benchmark-reader.ts';

/** Every format of benchmarks that is read. */
export const BENCHMARK_READERS: readonly ReportReader<BenchmarksReport>[] = [
  pytestBenchmarkReader,
  lockstepJsonReader,
];
