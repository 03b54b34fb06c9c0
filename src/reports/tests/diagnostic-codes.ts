/** What can be wrong with results of tests beside their files' formats; each has a heading in docs/diagnostics.md. */
export const TEST_CODES = [
  'quarantine-invalid',
  'quarantine-expired',
  'quarantine-unknown-test',
  'report-not-found',
] as const;
