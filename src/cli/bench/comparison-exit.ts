import type { Check } from '../../run/check.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

/** What a comparison ends with: where nothing was compared, nothing is known to be fine. */
export function comparisonExit(conclusion: Check['conclusion']): ExitCode {
  if (conclusion === 'failed') return EXIT.failed;
  return conclusion === 'not_checked' ? EXIT.notScanned : EXIT.fine;
}
