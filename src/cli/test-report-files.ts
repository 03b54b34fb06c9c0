import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { SourceFile } from '../diagnostics/source-file.ts';
import { sha256 } from '../platform/digest.ts';
import { nodeFiles } from '../platform/files.ts';
import { findFiles } from '../platform/find-files.ts';
import { toPosix } from '../platform/paths.ts';
import { chooseReader } from '../reports/choose-reader.ts';
import { originOfPath } from '../reports/leg-origin.ts';
import type { ReportOrigin } from '../reports/report-origin.ts';
import type { TestReading } from '../reports/tests/merge-tests.ts';
import { TEST_READERS } from '../reports/tests/readers.ts';

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
    const text = await readWhole(resolve(directory, path)).catch((error: Error) => error);
    if (typeof text !== 'string') {
      diagnostics.push(
        fileProblem('report-unreadable', path, `${path} cannot be read: ${text?.message ?? 'it is gone'}`),
      );
      continue;
    }
    const file = new SourceFile(path, text);
    const chosen = chooseReader(TEST_READERS, file, format);
    diagnostics.push(...chosen.diagnostics);
    if (!chosen.ok) sources.set(path, file);
    if (!chosen.ok) continue;
    const result = chosen.value.read(file);
    diagnostics.push(...result.diagnostics);
    if (result.diagnostics.length > 0) sources.set(path, file);
    if (!result.ok) continue;
    const own = { ...origin, ...originOfPath(path) };
    readings.push({ origin: own, report: result.value, digest: sha256(text) });
  }
  return { readings, diagnostics, sources, files: paths.length };
}

async function readWhole(path: string): Promise<string | undefined> {
  const text = await nodeFiles.readText(path);
  return text?.replace(/^\u{feff}/u, '');
}

/** Each once, in the order they were asked for. */
async function expand(
  names: readonly string[],
  directory: string,
  diagnostics: Diagnostic[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const name of names) {
    // A name that is there is a name, whatever characters it has.
    const kind = (await nodeFiles.stat(resolve(directory, name)))?.kind;
    const files = kind === 'file' ? [toPosix(name)] : await findFiles([toPosix(name)], directory);
    if (files.length === 0)
      diagnostics.push(fileProblem('report-not-found', name, `nothing is there for '${name}'`));
    for (const file of files) found.add(file);
  }
  return [...found];
}

function fileProblem(code: string, path: string, message: string): Diagnostic {
  return { code, severity: 'error', message, location: { path } };
}
