import type { Diagnostic, PropertyPath } from '../../../diagnostics/diagnostic.ts';
import { problem as problemOf } from '../../problem.ts';
import type { CircleCode } from '../diagnostic-codes.ts';
import { canBeEscaped } from '../document.ts';

/** What CircleCI cannot do as the definition has it. */
export const problem = problemOf<CircleCode>;

/** Each once: legs of one job have the same to say. */
export function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify(one), one])).values()];
}

/** Texts whose words matter, and that the file cannot hold as they are. */
export function unwritable(texts: readonly string[], at: PropertyPath): readonly Diagnostic[] {
  return texts
    .filter((text) => !canBeEscaped(text))
    .map((text) => {
      const place = text.indexOf('\\<<');
      const shown = text.slice(Math.max(0, place - 10), place + 12).trim();
      return problem(
        'backslash-before-template',
        at,
        `CircleCI has no way to write a backslash right before '<<', as in '${shown}'.`,
        { fix: "Quote it another way, such as '<''<', or move the command to a script." },
      );
    });
}
