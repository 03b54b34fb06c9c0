import type { ReportReader } from '../report-reader.ts';
import { goTestJsonReader } from './readers/go-test-json/go-test-json-reader.ts';
import { junitReader } from './readers/junit/junit-reader.ts';
import { tapReader } from './readers/tap/tap-reader.ts';
import type { TestReport } from './test-report.ts';

/** Every format of test results that is read. */
export const TEST_READERS: readonly ReportReader<TestReport>[] = [junitReader, tapReader, goTestJsonReader];
