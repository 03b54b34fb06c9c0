import { median } from '../../run/order-statistics.ts';
import type { Benchmark, BenchmarksReport } from './benchmarks-report.ts';

/**
 * Reports of one tool put together: a benchmark of several files, or of several runs, is one whose samples are those of all. Where one of the
 * files has no samples, the values of the files are.
 */
export function unitedReports(reports: readonly BenchmarksReport[]): readonly BenchmarksReport[] {
  const byTool = new Map<string, BenchmarksReport[]>();
  for (const report of reports) {
    const key = JSON.stringify([report.tool, report.version]);
    byTool.set(key, [...(byTool.get(key) ?? []), report]);
  }
  return [...byTool.values()].flatMap((list) => united(list) ?? []);
}

function united(list: readonly BenchmarksReport[]): BenchmarksReport | undefined {
  const [first] = list;
  if (first === undefined || list.length === 1) return first;
  const byName = new Map<string, Benchmark[]>();
  for (const one of list.flatMap(({ benchmarks }) => benchmarks))
    byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  return {
    ...first,
    benchmarks: [...byName.values()].flatMap(merged),
    gaps: [...new Set(list.flatMap(({ gaps }) => gaps))],
  };
}

function merged(all: readonly Benchmark[]): readonly Benchmark[] {
  const [first] = all;
  if (first === undefined || all.length === 1) return all;
  const metrics = first.metrics.map((metric) => {
    const same = all.flatMap(({ metrics: list }) =>
      list.filter((one) => one.name === metric.name && one.unit === metric.unit),
    );
    const samples = same.every((one) => one.samples !== undefined)
      ? same.flatMap((one) => one.samples ?? [])
      : same.map(({ value }) => value);
    return { ...metric, samples, value: median(samples), statistic: 'median' as const };
  });
  return [{ ...first, metrics }];
}
