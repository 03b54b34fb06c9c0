/** How much of the code tests must run, in per cent from 0 to 100: `68.5`. Compared exactly. */
export interface CoverageConfig {
  /** Of all lines, on all platforms together. */
  readonly min?: number;
  /** Of the lines that a change touches. */
  readonly diffMin?: number;
}
