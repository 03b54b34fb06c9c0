/** Every code that a file for GitHub's code scanning can be complained about with; each has a heading in docs/diagnostics.md. */
export const API_CODES = [
  'sarif-same-category',
  'sarif-too-large',
  'sarif-unreadable',
  'sarif-version',
  'sarif-without-results',
] as const;

export type ApiCode = (typeof API_CODES)[number];
