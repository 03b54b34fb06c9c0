/** What can be wrong with documents that tell of the pipeline. Each has a heading in docs/diagnostics.md and a case. */
export const DOCUMENT_CODES = [
  'duplicate-section',
  'makefile-without-section',
  'nested-section',
  'section-without-repository',
  'stray-section-end',
  'unclosed-section',
  'unknown-section',
] as const;

export type DocumentCode = (typeof DOCUMENT_CODES)[number];
