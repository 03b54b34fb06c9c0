import { printable } from '../../diagnostics/printable.ts';
import { expandTabs } from '../../diagnostics/text-width.ts';

/** Longer lines (minified files, base64) are cut: nobody reads their end on a screen, and the log file has it. */
const LONGEST_LINE = 16_384;

/**
 * A job's line as it may be shown: nothing in it moves the cursor, sets a title or reorders text. Of a progress bar, which
 * overwrites itself by carriage returns, the last state is left. Tabs become spaces, so that the width can be known.
 */
export function outputLine(line: string, options: { readonly keepColor?: boolean } = {}): string {
  const short = line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : line;
  const states = short.split('\r').filter((state) => state.trim() !== '');
  const shown = expandTabs(printable(states.at(-1) ?? '', options)).trimEnd();
  return shown.includes('\u001b') ? `${shown}\u001b[0m` : shown;
}
