import { median } from '../../../run/order-statistics.ts';
import type { Metric } from '../benchmarks-report.ts';
import { type ChangePoint, findChangePoints } from '../statistics/change-points.ts';
import type { KeptRecord } from './benchmark-history.ts';
import { machineText } from './benchmark-record.ts';

/** One metric of one benchmark on one class of machines, over its commits. */
export interface BenchmarkSeries {
  readonly benchmark: string;
  readonly metric: string;
  readonly unit: string;
  readonly better: Metric['better'];
  readonly machine: string;
  readonly job: string;
  readonly tool: string;
  /** In the order of the commits. */
  readonly points: readonly SeriesPoint[];
  /** Where the level has changed; `at` is an index of `points`, and levels are in `unit`. */
  readonly changes: readonly ChangePoint[];
}

/** A commit, and what all its runs on this class of machines came to. */
export interface SeriesPoint {
  readonly commit?: string;
  readonly branch?: string;
  readonly tags: readonly string[];
  /** When it was committed, or measured where nobody knows; milliseconds since 1970. */
  readonly time: number;
  /** False when the checkout had changes of its own. Levels are made of clean points alone. */
  readonly clean: boolean;
  /** The median of its runs. */
  readonly value: number;
  readonly runs: number;
  /** The middle half of all samples that are kept; absent without samples. */
  readonly low?: number;
  readonly high?: number;
}

export interface SeriesRequest {
  /** Position of each commit in the history that is looked at; where it is given, other commits are left out. */
  readonly order?: ReadonlyMap<string, number>;
  /** With what probability any series may be said to have changed when none has: each is looked at with its share of it (Bonferroni). */
  readonly alpha: number;
}

/** Permutations know nothing below 1 in 1,000. */
const LEAST_ALPHA = 0.001;

interface Entry {
  readonly kept: KeptRecord;
  readonly metric: Metric;
}

/** Every series that is in the records. What was measured with changes of its own is a point of its own. */
export function benchmarkSeries(
  records: readonly KeptRecord[],
  { order, alpha }: SeriesRequest,
): readonly BenchmarkSeries[] {
  const groups = new Map<string, { readonly benchmark: string; readonly entries: Entry[] }>();
  for (const kept of records) {
    const { record } = kept;
    if (order !== undefined && (record.commit === undefined || !order.has(record.commit))) continue;
    for (const { name, metrics } of record.benchmarks)
      for (const metric of metrics) {
        const parts = [
          name,
          metric.name,
          metric.unit,
          metric.better,
          machineText(record.machine),
          record.job,
          record.tool,
        ];
        const key = JSON.stringify(parts);
        const group = groups.get(key) ?? { benchmark: name, entries: [] };
        group.entries.push({ kept, metric });
        groups.set(key, group);
      }
  }
  const share = Math.max(LEAST_ALPHA, alpha / Math.max(1, groups.size));
  return [...groups.values()]
    .map(({ benchmark, entries }) =>
      seriesOf(benchmark, entries, { ...(order !== undefined && { order }), alpha: share }),
    )
    .toSorted((one, two) => compare(one.benchmark, two.benchmark) || compare(one.machine, two.machine));
}

function compare(one: string, two: string): number {
  return one < two ? -1 : one > two ? 1 : 0;
}

function seriesOf(
  benchmark: string,
  entries: readonly Entry[],
  { order, alpha }: SeriesRequest,
): BenchmarkSeries {
  const [first] = entries;
  if (first === undefined) throw new Error('Internal error: a series of nothing');
  const byCommit = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { commit, dirty } = entry.kept.record;
    const key = commit === undefined || dirty ? entry.kept.path : commit;
    byCommit.set(key, [...(byCommit.get(key) ?? []), entry]);
  }
  const place = ({ commit, time }: SeriesPoint): number =>
    (commit === undefined ? undefined : order?.get(commit)) ?? time;
  // Commits of one second are in the order in which they were measured.
  const points = [...byCommit.values()]
    .map((group) => ({
      point: pointOf(group),
      measured: Math.min(...group.map(({ kept }) => kept.record.time)),
    }))
    .toSorted((one, two) => place(one.point) - place(two.point) || one.measured - two.measured)
    .map(({ point }) => point);
  const { metric, kept } = first;
  return {
    benchmark,
    metric: metric.name,
    unit: metric.unit,
    better: metric.better,
    machine: machineText(kept.record.machine),
    job: kept.record.job,
    tool: kept.record.tool,
    points,
    changes: levelChanges(points, alpha),
  };
}

function pointOf(entries: readonly Entry[]): SeriesPoint {
  const records = entries.map(({ kept }) => kept.record);
  const last = records.reduce((one, two) => (two.time > one.time ? two : one));
  const samples = entries.flatMap(({ metric }) => metric.samples ?? []).toSorted((one, two) => one - two);
  const quarter = (share: number): number => samples[Math.round(share * (samples.length - 1))] ?? 0;
  return {
    ...(last.commit !== undefined && { commit: last.commit }),
    ...(last.branch !== undefined && { branch: last.branch }),
    tags: [...new Set(records.flatMap(({ tags }) => tags))],
    time: last.committed ?? last.time,
    clean: !last.dirty,
    value: median(entries.map(({ metric }) => metric.value)),
    runs: entries.length,
    ...(samples.length > 1 && { low: quarter(0.25), high: quarter(0.75) }),
  };
}

/** Points that are looked at, the newest: what happened before that has been seen, and time goes with the square of their number. */
const MOST_POINTS = 200;

/** Of logarithms, in which a doubling is as much as a halving. Zeroes, as there are of bytes and allocations, have none: those are taken as they are. */
function levelChanges(all: readonly SeriesPoint[], alpha: number): readonly ChangePoint[] {
  const points = all
    .flatMap(({ clean, value }, index) => (clean ? [{ index, value }] : []))
    .slice(-MOST_POINTS);
  const values = points.map(({ value }) => value);
  // A number of allocations is the same from commit to commit.
  if (values.every((value) => value === values[0])) return [];
  const inLogs = values.every((value) => value > 0);
  const changes = findChangePoints(inLogs ? values.map(Math.log) : values, { alpha });
  const back = (value: number): number => (inLogs ? Math.exp(value) : value);
  return changes.map((one) => ({
    ...one,
    at: points[one.at]?.index ?? 0,
    before: back(one.before),
    after: back(one.after),
  }));
}
