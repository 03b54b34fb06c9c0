/** What can be wrong with how a pipeline is divided between the systems. Each has a heading in docs/diagnostics.md and a case. */
export const PLAN_CODES = [
  'runs-twice',
  'unproved-pattern',
  'orphan-check',
  'tag-retests',
  'need-across-systems',
] as const;
