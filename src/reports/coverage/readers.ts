import type { ReportReader } from '../report-reader.ts';
import type { CoverageReport } from './coverage-report.ts';
import { cloverReader } from './readers/clover/clover-reader.ts';
import { coberturaReader } from './readers/cobertura/cobertura-reader.ts';
import { goReader } from './readers/go/go-reader.ts';
import { istanbulReader } from './readers/istanbul/istanbul-reader.ts';
import { jacocoReader } from './readers/jacoco/jacoco-reader.ts';
import { lcovReader } from './readers/lcov/lcov-reader.ts';

/** Every format of coverage that is read. */
export const COVERAGE_READERS: readonly ReportReader<CoverageReport>[] = [
  coberturaReader,
  lcovReader,
  istanbulReader,
  jacocoReader,
  goReader,
  cloverReader,
];
