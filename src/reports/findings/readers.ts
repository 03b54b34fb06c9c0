import type { ReportReader } from '../report-reader.ts';
import type { FindingsReport } from './findings-report.ts';
import { banditReader } from './readers/bandit/bandit-reader.ts';
import { gitleaksReader } from './readers/gitleaks/gitleaks-reader.ts';
import { grypeReader } from './readers/grype/grype-reader.ts';
import { npmAuditReader } from './readers/npm-audit/npm-audit-reader.ts';
import { osvScannerReader } from './readers/osv-scanner/osv-scanner-reader.ts';
import { pipAuditReader } from './readers/pip-audit/pip-audit-reader.ts';
import { sarifReader } from './readers/sarif/sarif-reader.ts';
import { semgrepReader } from './readers/semgrep/semgrep-reader.ts';
import { trivyReader } from './readers/trivy/trivy-reader.ts';

/** Every format of findings that is read. */
export const FINDINGS_READERS: readonly ReportReader<FindingsReport>[] = [
  trivyReader,
  grypeReader,
  osvScannerReader,
  npmAuditReader,
  pipAuditReader,
  banditReader,
  semgrepReader,
  gitleaksReader,
  sarifReader,
];
