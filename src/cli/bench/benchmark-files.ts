import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import { nodeFiles } from '../../platform/files.ts';
import { resolve, toPosix } from '../../platform/paths.ts';
import type { BenchmarksReport } from '../../reports/benchmarks/benchmarks-report.ts';
import { CRITERION_FILES } from '../../reports/benchmarks/readers/criterion/criterion-reader.ts';
import { BENCHMARK_READERS } from '../../reports/benchmarks/readers.ts';
import { unitedReports } from '../../reports/benchmarks/united-reports.ts';
import { readReport } from '../../reports/choose-reader.ts';
import { UsageError } from '../exit-code.ts';
import { namedFiles, readReportFile } from '../report-files.ts';

export interface BenchmarkFiles {
  /** One for each tool and version. */
  readonly reports: readonly BenchmarksReport[];
  /** Of each that was read. */
  readonly names: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, SourceFile>;
}

/** Reads the files that names and globs mean. Of a folder of criterion those that say most. */
export async function readBenchmarkFiles(
  names: readonly string[],
  { directory, format }: { readonly directory: string; readonly format?: string | undefined },
): Promise<BenchmarkFiles> {
  if (format !== undefined && !BENCHMARK_READERS.some(({ name }) => name === format))
    throw new UsageError(
      `'${format}' is no format of benchmarks`,
      `There are: ${BENCHMARK_READERS.map(({ name }) => name).join(', ')}.`,
    );
  const found = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const name of names) {
    const files = await filesOf(name, directory);
    for (const file of files) found.add(file);
    if (files.length === 0)
      diagnostics.push({
        code: 'report-not-found',
        severity: 'error',
        message: `there is no file '${name}'`,
        location: { path: toPosix(name) },
        fix: 'Write the path as it is from this folder, and globs in quotes.',
      });
  }
  const sources = new Map<string, SourceFile>();
  const reports: BenchmarksReport[] = [];
  for (const path of found) {
    const file = await readReportFile(resolve(directory, path), path);
    if (file.ok) sources.set(path, file.value);
    const result = file.ok ? readReport(BENCHMARK_READERS, file.value, format) : file;
    diagnostics.push(...result.diagnostics);
    if (result.ok) reports.push(result.value);
  }
  return { reports: unitedReports(reports), names: [...found], diagnostics, sources };
}

async function filesOf(name: string, directory: string): Promise<readonly string[]> {
  const isFolder = (await nodeFiles.stat(resolve(directory, name)))?.kind === 'directory';
  const files = await namedFiles(name, directory);
  return isFolder ? withoutCriterionsOthers(files) : files;
}

/** criterion keeps the run before in `base`, what it compared in `change`, and for each benchmark several files of which one says most. */
function withoutCriterionsOthers(files: readonly string[]): readonly string[] {
  const folders = new Set(
    files
      .filter((file) => file.endsWith('/new/estimates.json'))
      .map((file) => file.slice(0, -'/new/estimates.json'.length)),
  );
  if (folders.size === 0) return files;
  const all = new Set(files);
  return [...folders].flatMap((folder) => {
    const best = CRITERION_FILES.map((name) => `${folder}/new/${name}`).find((file) => all.has(file));
    return best === undefined ? [] : [best];
  });
}
