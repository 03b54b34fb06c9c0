import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { SourceFile } from '../diagnostics/source-file.ts';
import { nodeFiles } from '../platform/files.ts';
import { toPosix } from '../platform/paths.ts';
import { readReport } from '../reports/choose-reader.ts';
import type { FindingsReading, NotScanned } from '../reports/findings/findings-assessment.ts';
import { fromRoot } from '../reports/findings/from-root.ts';
import { FINDINGS_READERS } from '../reports/findings/readers.ts';
import { UsageError } from './exit-code.ts';
import { namedFiles, readReportText } from './report-files.ts';

export interface FindingsInputs {
  readonly readings: readonly FindingsReading[];
  /** What is not there or cannot be read: not scanned, whatever the reason is. */
  readonly unread: readonly NotScanned[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the diagnostics are about, by path. */
  readonly sources: ReadonlyMap<string, SourceFile>;
}

/** Reads the files that are named or matched. A file that cannot be read is no mistake of the command line: nothing was scanned. */
export async function readFindingsInputs(
  names: readonly string[],
  { directory, format }: { readonly directory: string; readonly format?: string | undefined },
): Promise<FindingsInputs> {
  if (format !== undefined && !FINDINGS_READERS.some(({ name }) => name === format))
    throw new UsageError(
      `there is no format '${format}'`,
      `Say one of ${FINDINGS_READERS.map(({ name }) => name).join(', ')}.`,
    );
  const unread: NotScanned[] = [];
  const files: SourceFile[] = [];
  for (const path of await inputFiles(names, directory, unread)) {
    const text = await readReportText(nodeFiles, resolve(directory, path)).catch((error: Error) => error);
    if (typeof text === 'string') files.push(new SourceFile(path, text, { quotable: false }));
    else unread.push({ file: path, reason: `it cannot be read: ${text?.message ?? 'it is gone'}` });
  }
  const read = readFindingsFiles(files, { root: directory, format });
  return { ...read, unread: [...unread, ...read.unread] };
}

/** The same for files whose text is there. Places below `root`, an absolute path, are told from there. */
export function readFindingsFiles(
  files: readonly SourceFile[],
  { root, format }: { readonly root: string; readonly format?: string | undefined },
): FindingsInputs {
  const readings: FindingsReading[] = [];
  const unread: NotScanned[] = [];
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, SourceFile>();
  for (const file of files) {
    const read = readReport(FINDINGS_READERS, file, format);
    diagnostics.push(...read.diagnostics);
    if (read.diagnostics.length > 0) sources.set(file.path, file);
    if (read.ok) readings.push({ file: file.path, report: fromRoot(read.value, toPosix(root)) });
    else {
      const error = read.diagnostics.find(({ severity }) => severity === 'error');
      unread.push({ file: file.path, reason: error?.message ?? 'it cannot be read' });
    }
    if (read.ok && hasErrors(read.diagnostics))
      unread.push({ file: file.path, reason: 'not all of it can be read' });
  }
  return { readings, unread, diagnostics, sources };
}

/** Each once, in the order they were asked for. */
async function inputFiles(
  names: readonly string[],
  directory: string,
  unread: NotScanned[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const name of names) {
    const files = await namedFiles(name, directory);
    if (files.length === 0) unread.push({ file: toPosix(name), reason: 'there is no such file' });
    for (const file of files) found.add(file);
  }
  return [...found];
}
