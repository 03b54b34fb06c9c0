/** What can be wrong with findings beside their files' formats; each has a case and a heading in docs/diagnostics.md. */
export const FINDINGS_CODES = [
  'not-scanned',
  'suppressions-invalid',
  'suppression-expired',
  'suppression-unused',
  'baseline-invalid',
] as const;

export type FindingsCode = (typeof FINDINGS_CODES)[number];
