/** What can be wrong with benchmarks beside their files' formats; each has a heading in docs/diagnostics.md. */
export const BENCHMARK_CODES = ['benchmark-record-damaged'] as const;

export type BenchmarkCode = (typeof BENCHMARK_CODES)[number];
