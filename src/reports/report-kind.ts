/** What a report is about. The names are those of a job's `reports` in the definition. */
export type ReportKind = 'tests' | 'coverage' | 'benchmarks' | 'findings';
