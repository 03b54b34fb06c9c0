import type { ReportReader } from '../report-reader.ts';
import type { FindingsReport } from './findings-report.ts';
import { trivyReader } from './readers/trivy/trivy-reader.ts';

/** Every format of findings that is read. */
export const FINDINGS_READERS: readonly ReportReader<FindingsReport>[] = [trivyReader];
