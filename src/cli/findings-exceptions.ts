import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { SourceFile } from '../diagnostics/source-file.ts';
import { nodeFiles } from '../platform/files.ts';
import { type Baseline, readBaseline } from '../reports/findings/baseline.ts';
import type { FindingsCode } from '../reports/findings/diagnostic-codes.ts';
import type { FindingsAssessment } from '../reports/findings/findings-assessment.ts';
import { readSuppressions, type Suppression, suppressionText } from '../reports/findings/suppressions.ts';
import { UsageError } from './exit-code.ts';

/** Beside the definition, as the quarantine of tests is. */
export const DEFAULT_SUPPRESSIONS = 'lockstep.suppressions.yaml';

/** What holds findings back: agreed exceptions, and what was there before. */
export interface FindingsExceptions {
  readonly suppressions: readonly Suppression[];
  /** The path of the file of suppressions. */
  readonly path: string;
  readonly baseline?: Baseline;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, SourceFile>;
}

/** A file that is named must be there; what is wrong in one holds nothing back. Throws a `UsageError`. */
export async function readFindingsExceptions(
  directory: string,
  asked: { readonly suppressions?: string | undefined; readonly baseline?: string | undefined },
): Promise<FindingsExceptions> {
  const sources = new Map<string, SourceFile>();
  const open = async (path: string): Promise<SourceFile | undefined> => {
    const text = await nodeFiles.readText(resolve(directory, path));
    if (text === undefined) return undefined;
    const file = new SourceFile(path, text);
    sources.set(path, file);
    return file;
  };
  const path = asked.suppressions ?? DEFAULT_SUPPRESSIONS;
  const file = await open(path);
  if (file === undefined && asked.suppressions !== undefined)
    throw new UsageError(`there is no file ${asked.suppressions}`);
  const suppressions = file === undefined ? undefined : readSuppressions(file);
  const before = asked.baseline === undefined ? undefined : await open(asked.baseline);
  if (before === undefined && asked.baseline !== undefined)
    throw new UsageError(
      `there is no file ${asked.baseline}`,
      'Make it where the change leads to: lockstep report findings FILES --json FILE',
    );
  const baseline = before === undefined ? undefined : readBaseline(before);
  return {
    suppressions: suppressions?.ok === true ? suppressions.value : [],
    path,
    ...(baseline?.ok === true && { baseline: baseline.value }),
    diagnostics: [...(suppressions?.diagnostics ?? []), ...(baseline?.diagnostics ?? [])],
    sources,
  };
}

/** Suppressions that are over, and those that nothing is called like, each at its place. */
export function suppressionProblems(
  { expired, unused }: FindingsAssessment,
  path: string,
): readonly Diagnostic[] {
  const problem = (entry: Suppression, code: FindingsCode, message: string) => ({
    code,
    message: `'${suppressionText(entry)}' ${message}`,
    location: { path, span: { start: entry.offset, end: entry.offset + 1 } },
  });
  return [
    ...expired.map((entry) => ({
      ...problem(
        entry,
        'suppression-expired',
        `was suppressed until ${entry.expires}: ${entry.reason} (${entry.owner})`,
      ),
      severity: 'error' as const,
      fix: 'Mend it and take the entry out, or give it another day with a reason.',
    })),
    ...unused.map((entry) => ({
      ...problem(entry, 'suppression-unused', 'is none of the findings in these reports'),
      severity: 'warning' as const,
      fix: 'Take the entry out: it would hold back whatever comes to be called like that.',
    })),
  ];
}
