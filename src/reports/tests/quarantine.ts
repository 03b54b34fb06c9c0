import type { Result } from '../../diagnostics/result.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import { type DatedException, readExceptions } from '../dated-exceptions.ts';
import type { MergedTest } from './merge-tests.ts';

/** Tests whose failures are shown and do not fail the check, for a while, and who sees to them. */
export interface QuarantineEntry extends DatedException {
  /** As it is written. */
  readonly test: string;
  /** None: all. */
  readonly platforms: readonly string[];
  readonly matches: (test: Pick<MergedTest, 'id' | 'origin'>) => boolean;
}

/**
 * Reads `lockstep.quarantine.yaml`: `tests:`, a list of entries with `test` (an id, `*` for any characters, or `/regular expression/`
 * in RE2's syntax), `owner`, `reason`, `expires`, and `platforms` if it is not for all. Everything wrong is told at once.
 */
export function readQuarantine(file: SourceFile): Result<readonly QuarantineEntry[]> {
  return readExceptions<QuarantineEntry>(file, {
    list: 'tests',
    required: ['test'],
    fields: ['test', 'platforms'],
    code: 'quarantine-invalid',
    make: (entry, dated) => {
      const platforms = entry.names('platforms', '[linux, windows/x64]');
      const pattern = entry.pattern('test');
      if (entry.found.length > 0) return undefined;
      const matches: QuarantineEntry['matches'] = ({ id, origin }) =>
        pattern(id) &&
        (platforms.length === 0 ||
          platforms.some((one) => origin.platform === one || origin.platform.startsWith(`${one}/`)));
      return { ...dated, test: entry.text('test'), platforms, matches };
    },
  });
}
