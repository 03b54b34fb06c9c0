import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ReleaseCode } from '../diagnostic-codes.ts';

/** Something that is wrong with what a release is built of. `at` is where in the definition, below `release`. */
export function releaseProblem(
  code: ReleaseCode,
  message: string,
  { fix, at }: { readonly fix: string; readonly at?: readonly (string | number)[] },
): Diagnostic {
  return { code, severity: 'error', message, fix, ...(at !== undefined && { at: ['release', ...at] }) };
}
