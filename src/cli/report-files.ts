import { failure, type Result, success } from '../diagnostics/result.ts';
import { SourceFile } from '../diagnostics/source-file.ts';
import type { Files } from '../platform/files.ts';
import { nodeFiles } from '../platform/files.ts';
import { findFiles } from '../platform/find-files.ts';
import { resolve, toPosix } from '../platform/paths.ts';
import { reportProblem } from '../reports/report-problem.ts';

/** The text of a report, without the byte order mark that tools on Windows write; undefined when there is no such file. */
export async function readReportText(files: Files, path: string): Promise<string | undefined> {
  return (await files.readText(path))?.replace(/^\u{feff}/u, '');
}

/** A report that somebody named, called `shown` in what is said of it. */
export async function readReportFile(path: string, shown: string): Promise<Result<SourceFile>> {
  const text = await readReportText(nodeFiles, path).catch((error: Error) => error);
  if (typeof text === 'string') return success(new SourceFile(shown, text));
  return failure(
    reportProblem(new SourceFile(shown, ''), {
      code: 'report-unreadable',
      severity: 'error',
      message: `${shown} cannot be read: ${text?.message ?? 'it is gone'}`,
    }),
  );
}

/** What a name on the command line means: the file of that name, whatever characters it has, else what it matches as a glob. */
export async function namedFiles(name: string, directory: string): Promise<readonly string[]> {
  const path = toPosix(name).replace(/^(?:\.\/)+/, '');
  const kind = (await nodeFiles.stat(resolve(directory, name)))?.kind;
  return kind === 'file' ? [path] : findFiles([path], directory);
}
