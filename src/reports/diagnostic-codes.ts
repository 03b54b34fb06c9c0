/** Every code a report can be complained about with; each has a heading in docs/diagnostics.md. */
export const REPORT_CODES = [
  'report-not-recognised',
  'report-unreadable',
  'report-empty',
  'report-cut-off',
  'report-entry-passed-over',
  'report-entry-renamed',
  'report-counts-contradict',
  'report-incomplete',
] as const;

export type ReportCode = (typeof REPORT_CODES)[number];
