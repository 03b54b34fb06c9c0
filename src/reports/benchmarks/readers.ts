import type { ReportReader } from '../report-reader.ts';
import type { BenchmarksReport } from './benchmarks-report.ts';
import { asvReader } from './readers/asv/asv-reader.ts';
import { benchmarkDotnetReader } from './readers/benchmark-dotnet/benchmark-dotnet-reader.ts';
import { benchmarkJsReader } from './readers/benchmark-js/benchmark-js-reader.ts';
import { cargoReader } from './readers/cargo/cargo-reader.ts';
import { catch2Reader } from './readers/catch2/catch2-reader.ts';
import { criterionReader } from './readers/criterion/criterion-reader.ts';
import { goReader } from './readers/go/go-reader.ts';
import { googleBenchmarkReader } from './readers/google-benchmark/google-benchmark-reader.ts';
import { hyperfineReader } from './readers/hyperfine/hyperfine-reader.ts';
import { jmhReader } from './readers/jmh/jmh-reader.ts';
import { lockstepJsonReader } from './readers/lockstep-json/lockstep-json-reader.ts';
import { mitataReader } from './readers/mitata/mitata-reader.ts';
import { pytestBenchmarkReader } from './readers/pytest-benchmark/pytest-benchmark-reader.ts';
import { tinybenchReader } from './readers/tinybench/tinybench-reader.ts';
import { vitestReader } from './readers/vitest/vitest-reader.ts';

/** Every format of benchmarks that is read. */
export const BENCHMARK_READERS: readonly ReportReader<BenchmarksReport>[] = [
  pytestBenchmarkReader,
  goReader,
  cargoReader,
  criterionReader,
  googleBenchmarkReader,
  jmhReader,
  benchmarkDotnetReader,
  catch2Reader,
  benchmarkJsReader,
  hyperfineReader,
  vitestReader,
  tinybenchReader,
  mitataReader,
  asvReader,
  lockstepJsonReader,
];
