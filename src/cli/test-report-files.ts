import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import { sha256 } from '../platform/digest.ts';
import { readReport } from '../reports/choose-reader.ts';
import { originOfPath } from '../reports/leg-origin.ts';
import type { ReportOrigin } from '../reports/report-origin.ts';
import type { TestReading } from '../reports/tests/merge-tests.ts';
import { TEST_READERS } from '../reports/tests/readers.ts';
import { namedFiles, readReportFile } from './report-files.ts';

export interface TestReportFiles {
  readonly readings: readonly TestReading[];
  readonly diagnostics: readonly Diagnostic[];
  /** For the lines that diagnostics are about. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly files: number;
}

/** Reads the files that are named or matched; nothing that a glob or a name stands for is an error. */
export async function readTestReports(
  names: readonly string[],
  { directory, origin, format }: { directory: string; origin: ReportOrigin; format?: string | undefined },
): Promise<TestReportFiles> {
  const readings: TestReading[] = [];
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, SourceFile>();
  const paths = await expand(names, directory, diagnostics);
  for (const path of paths) {
    const opened = await readReportFile(resolve(directory, path), path);
    diagnostics.push(...opened.diagnostics);
    if (!opened.ok) continue;
    const file = opened.value;
    const result = readReport(TEST_READERS, file, format);
    diagnostics.push(...result.diagnostics);
    if (result.diagnostics.length > 0) sources.set(path, file);
    if (!result.ok) continue;
    const own = { ...origin, ...originOfPath(path) };
    readings.push({ origin: own, report: result.value, digest: sha256(file.text) });
  }
  return { readings, diagnostics, sources, files: paths.length };
}

/** Each once, in the order they were asked for. */
async function expand(
  names: readonly string[],
  directory: string,
  diagnostics: Diagnostic[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const name of names) {
    const files = await namedFiles(name, directory);
    if (files.length === 0)
      diagnostics.push({
        code: 'report-not-found',
        severity: 'error',
        message: `nothing is there for '${name}'`,
        location: { path: name },
      });
    for (const file of files) found.add(file);
  }
  return [...found];
}
