/** What one run of a benchmark tool says, whichever tool it is. Names are as the tool writes them, capped, and not made harmless. */
export interface BenchmarksReport {
  /** As lockstep calls it: `pytest-benchmark`, `go`, `criterion`. */
  readonly tool: string;
  readonly version?: string;
  /** Unique by their names. */
  readonly benchmarks: readonly Benchmark[];
  /** What was to be measured and was not, each a sentence without a full stop. A report with gaps proves nothing. */
  readonly gaps: readonly string[];
}

/** One thing that was measured. */
export interface Benchmark {
  /** What it is known by from run to run, parameters included: `tests/test_csv.py::test_read[1000]`. Never has a path of the machine in it. */
  readonly name: string;
  /** As the tool names them; for people. Part of `name` already. */
  readonly parameters: Readonly<Record<string, string>>;
  /** At least one; the first is what the tool is about. */
  readonly metrics: readonly Metric[];
}

export interface Metric {
  /** `time`, `throughput`, `B/op`, `allocs/op`, `instructions`, or the tool's own word. */
  readonly name: string;
  /** `s` for all times and `op/s` for all rates, whatever the tool's unit is; else the tool's own. */
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** The median of the samples where they are known, else what the tool says. Finite, and above zero for times and rates. */
  readonly value: number;
  readonly statistic: 'median' | 'mean' | 'minimum';
  /** Each measured on its own, in `unit`. Absent where the tool keeps them to itself. */
  readonly samples?: readonly number[];
}
