import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { RunStore } from '../execution/run-store.ts';
import { committedAt } from '../platform/git-commits.ts';
import { thisHost } from '../platform/host.ts';
import { type MachineClass, thisMachineClass } from '../platform/machine-class.ts';
import { dirname } from '../platform/paths.ts';
import type { BenchmarksReport } from '../reports/benchmarks/benchmarks-report.ts';
import type { ComparisonReport } from '../reports/benchmarks/comparison/comparison-report.ts';
import { isComparison, readComparison } from '../reports/benchmarks/comparison/read-comparison.ts';
import type { KeptRecord } from '../reports/benchmarks/history/benchmark-history.ts';
import { benchmarkRecord, recordFile } from '../reports/benchmarks/history/benchmark-record.ts';
import { BENCHMARK_READERS } from '../reports/benchmarks/readers.ts';
import { benchmarksPart } from '../reports/benchmarks/section/benchmarks-part.ts';
import { unitedReports } from '../reports/benchmarks/united-reports.ts';
import { readReport } from '../reports/choose-reader.ts';
import { reportProblem } from '../reports/report-problem.ts';
import type { RunState } from '../run/run-state.ts';
import { readBenchHistory } from './bench/read-bench-history.ts';
import { webAddress } from './bench/web-address.ts';
import { type KeptPart, type KeptReports, readKeptReports } from './kept-reports.ts';

/** What benchmarks measured in a run, as the newest points of their history, and what was compared in it. Nothing is recorded. */
export async function readKeptBenchmarks(store: RunStore, state: RunState): Promise<KeptPart> {
  const kept = await readKeptReports(store, state, 'benchmarks');
  if (kept.length === 0) return { part: undefined, diagnostics: [] };
  const root = dirname(store.root);
  const diagnostics: Diagnostic[] = [];
  const records: KeptRecord[] = [];
  let comparison: ComparisonReport | undefined;
  for (const one of kept) {
    const read = readOf(one);
    diagnostics.push(...one.diagnostics, ...read.diagnostics);
    comparison ??= read.comparison;
    records.push(...(await recordsOf(root, one, read.reports, state)));
  }
  const { series, diagnostics: damaged } = await readBenchHistory(root, {}, records);
  if (series.length === 0 && comparison === undefined) return { part: undefined, diagnostics };
  const repository = await webAddress(root);
  const part = benchmarksPart({
    series,
    ...(comparison !== undefined && { comparison }),
    ...(repository !== undefined && { repository }),
  });
  return { part, diagnostics: [...diagnostics, ...damaged] };
}

interface Read {
  readonly reports: readonly BenchmarksReport[];
  readonly comparison?: ComparisonReport;
  readonly diagnostics: readonly Diagnostic[];
}

function readOf({ files }: KeptReports): Read {
  const diagnostics: Diagnostic[] = [];
  const reports: BenchmarksReport[] = [];
  let comparison: ComparisonReport | undefined;
  for (const file of files) {
    if (isComparison(file.text)) {
      const read = readComparison(file.text);
      if (typeof read !== 'string') comparison = read;
      else
        diagnostics.push(
          reportProblem(file, {
            code: 'report-unreadable',
            severity: 'error',
            message: `this is no comparison: ${read}`,
          }),
        );
      continue;
    }
    const read = readReport(BENCHMARK_READERS, file);
    diagnostics.push(...read.diagnostics);
    if (read.ok) reports.push(read.value);
  }
  return { reports: unitedReports(reports), diagnostics, ...(comparison !== undefined && { comparison }) };
}

async function recordsOf(
  root: string,
  { origin }: KeptReports,
  reports: readonly BenchmarksReport[],
  { started }: RunState,
): Promise<readonly KeptRecord[]> {
  if (started === undefined) return [];
  const { commit, branch, dirty } = started.source;
  const committed = commit === undefined ? undefined : await committedAt(root, commit);
  const facts = {
    time: Math.trunc(origin.time),
    dirty: dirty === true,
    ...(commit !== undefined && { commit }),
    ...(committed !== undefined && { committed }),
    ...(branch !== undefined && { branch }),
    tags: [],
    job: '',
    machine: machineOf(started.host),
  };
  return reports.map((report) => {
    const record = benchmarkRecord(report, facts);
    return { record, path: recordFile(record).path, own: true };
  });
}

/** A run tells less of its machine than the class needs: of another machine the model is not known, and its points are a series of their own. */
function machineOf({ os, arch, cpus, name }: NonNullable<RunState['started']>['host']): MachineClass {
  const host = thisHost();
  return host.name === name ? thisMachineClass(host, process.env) : { os, arch, cpu: 'unknown', cpus };
}
