/** What can be wrong with coverage beyond its files; each has a heading in docs/diagnostics.md. */
export const COVERAGE_CODES = ['coverage-of-other-commit', 'coverage-of-other-source'] as const;

export type CoverageCode = (typeof COVERAGE_CODES)[number];
