import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { SourceFile } from '../diagnostics/source-file.ts';
import { nodeFiles } from '../platform/files.ts';
import { resolve } from '../platform/paths.ts';
import type { TestAssessment } from '../reports/tests/assess-tests.ts';
import { type QuarantineEntry, readQuarantine } from '../reports/tests/quarantine.ts';
import { readGivenFile } from './given-files.ts';

/** A quarantine, and where it stands. */
export interface QuarantineFile {
  readonly entries: readonly QuarantineEntry[];
  readonly path: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, SourceFile>;
}

const DEFAULT_QUARANTINE = 'lockstep.quarantine.yaml';

/** What `asked` names, which must be there, else the project's own if it has one. Without entries when anything in it is wrong. */
export async function readQuarantineFile(directory: string, asked?: string): Promise<QuarantineFile> {
  const path = asked ?? DEFAULT_QUARANTINE;
  const text =
    asked === undefined
      ? await nodeFiles.readText(resolve(directory, path))
      : await readGivenFile(directory, asked);
  if (text === undefined) return { entries: [], path, diagnostics: [], sources: new Map() };
  const file = new SourceFile(path, text);
  const result = readQuarantine(file);
  const { diagnostics } = result;
  return { entries: result.ok ? result.value : [], path, diagnostics, sources: new Map([[path, file]]) };
}

/** What is to be told of the entries once it is known which tests there are. */
export function quarantineProblems(
  { expired, unmatched }: TestAssessment,
  path: string,
): readonly Diagnostic[] {
  const at = ({ offset }: QuarantineEntry) => ({ path, span: { start: offset, end: offset + 1 } });
  return [
    ...expired.map((entry) => ({
      code: 'quarantine-expired',
      severity: 'error' as const,
      message: `'${entry.test}' was in quarantine until ${entry.expires}: ${entry.reason} (${entry.owner})`,
      location: at(entry),
      fix: 'Mend the test and take the entry out, or give it another day with a reason.',
    })),
    ...unmatched.map((entry) => ({
      code: 'quarantine-unknown-test',
      severity: 'warning' as const,
      message: `'${entry.test}' is none of the tests in these reports`,
      location: at(entry),
    })),
  ];
}
