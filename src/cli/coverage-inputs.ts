import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import { nodeFiles } from '../platform/files.ts';
import { findFiles } from '../platform/find-files.ts';
import { join, relative, resolve, toPosix } from '../platform/paths.ts';
import { readReport } from '../reports/choose-reader.ts';
import {
  type CollectedCoverage,
  type CollectedFile,
  collectCoverage,
  markSource,
} from '../reports/coverage/collected-coverage.ts';
import { COLLECTION_FOLDER, isCollection, readCollection } from '../reports/coverage/collection-file.ts';
import type { CoverageReport } from '../reports/coverage/coverage-report.ts';
import type { CoverageCode } from '../reports/coverage/diagnostic-codes.ts';
import { COVERAGE_READERS } from '../reports/coverage/readers.ts';
import { originOfPath } from '../reports/leg-origin.ts';
import type { ReportOrigin } from '../reports/report-origin.ts';
import type { CoverageRepository } from './coverage-repository.ts';
import { UsageError } from './exit-code.ts';
import { givenOrigin, type OriginOptions } from './given-origin.ts';
import { readReportFile } from './report-files.ts';

export interface CoverageInputs {
  readonly parts: readonly CollectedCoverage[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the diagnostics are about, by path. */
  readonly sources: ReadonlyMap<string, SourceFile>;
}

export interface CoverageInputOptions extends OriginOptions {
  readonly format?: string | undefined;
}

/** What the command line names: saved parts as they are, and reports, which together are one part of each leg that wrote them. Throws a `UsageError`. */
export async function readCoverageInputs(
  directory: string,
  names: readonly string[],
  options: CoverageInputOptions,
  repository: CoverageRepository,
): Promise<CoverageInputs> {
  if (options.format !== undefined && !COVERAGE_READERS.some(({ name }) => name === options.format))
    throw new UsageError(
      `there is no format '${options.format}'`,
      `Say one of ${COVERAGE_READERS.map(({ name }) => name).join(', ')}.`,
    );
  const parts: CollectedCoverage[] = [];
  const legs = new Map<string, { readonly origin: ReportOrigin; readonly reports: CoverageReport[] }>();
  const given = await givenOrigin(repository.root, options);
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, SourceFile>();
  for (const path of await inputFiles(directory, names)) {
    const shown = toPosix(relative(directory, path));
    const opened = await readReportFile(path, shown);
    diagnostics.push(...opened.diagnostics);
    if (!opened.ok) continue;
    const file = opened.value;
    sources.set(shown, file);
    if (isCollection(file.text)) {
      const read = readCollection(file);
      diagnostics.push(...read.diagnostics);
      if (read.ok) parts.push(read.value);
      continue;
    }
    const read = readReport(COVERAGE_READERS, file, options.format);
    diagnostics.push(...read.diagnostics);
    if (!read.ok) continue;
    const origin = { ...given, ...originOfPath(shown) };
    const key = JSON.stringify(origin);
    const leg = legs.get(key) ?? { origin, reports: [] };
    legs.set(key, leg);
    leg.reports.push(read.value);
  }
  for (const { origin, reports } of legs.values()) {
    const part = collectCoverage(origin, reports, repository.files);
    const marked = await markSources(part, repository);
    parts.push(marked.part);
    diagnostics.push(...marked.diagnostics);
  }
  return { parts, diagnostics, sources };
}

async function inputFiles(directory: string, names: readonly string[]): Promise<readonly string[]> {
  const asked = names.length > 0 ? names : [COLLECTION_FOLDER];
  const found: string[] = [];
  for (const name of asked) {
    const path = resolve(directory, name);
    const kind = (await nodeFiles.stat(path))?.kind;
    if (kind === 'file') found.push(path);
    else if (kind === 'directory') found.push(...(await savedParts(path)));
    else {
      const matches = /[*?[{]/u.test(name) ? await findFiles([toPosix(name)], directory) : [];
      if (matches.length === 0)
        throw new UsageError(
          names.length === 0 ? 'no report is named' : `there is no file ${name}`,
          'Name the files that the coverage tool wrote, or a folder that --save has made.',
        );
      found.push(...matches.map((match) => join(directory, match)));
    }
  }
  return [...new Set(found)];
}

/** Artifacts of several jobs are often unpacked into a folder each. */
async function savedParts(folder: string): Promise<readonly string[]> {
  const names = await findFiles(['**/*.json'], folder);
  if (names.length === 0)
    throw new UsageError(
      `the folder ${folder} has no saved coverage in it`,
      'lockstep report coverage FILES --save DIR puts it there.',
    );
  return names.map((name) => join(folder, name));
}

/** Files that are read at once: enough to keep a disk busy, few enough to be open together. */
const AT_ONCE = 64;

/** Adds to each file which text was measured, and tells of reports that are about another one. */
async function markSources(
  part: CollectedCoverage,
  repository: CoverageRepository,
): Promise<{ part: CollectedCoverage; diagnostics: readonly Diagnostic[] }> {
  const files: CollectedFile[] = [];
  for (let at = 0; at < part.files.length; at += AT_ONCE)
    files.push(
      ...(await Promise.all(
        part.files.slice(at, at + AT_ONCE).map(async (file) => {
          const text = await repository.readSource(file.path);
          return text === undefined ? file : { ...file, source: markSource(text) };
        }),
      )),
    );
  return { part: { ...part, files }, diagnostics: files.flatMap(ofOtherVersion) };
}

function ofOtherVersion({ path, lines, source }: CollectedFile): readonly Diagnostic[] {
  let last = 0;
  for (const line of lines.keys()) last = Math.max(last, line);
  // Some tools count the empty line behind the last line break.
  if (source === undefined || last <= source.lines + 1) return [];
  return [
    {
      code: 'coverage-of-other-source' satisfies CoverageCode,
      severity: 'warning',
      message: `a report has line ${last} of '${path}', which has only ${source.lines} lines: it is of another version`,
      fix: 'Run the tests again, or look at the checkout that the report was made in.',
    },
  ];
}
