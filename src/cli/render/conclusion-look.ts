import type { CheckConclusion } from '../../run/check.ts';
import type { Paint, Style } from './style.ts';

/** The glyph and the colour of a check. What was not checked is no pass, and no failure either: it has a sign of its own. */
export function conclusionLook(
  conclusion: CheckConclusion,
  style: Style,
): { readonly glyph: string; readonly paint: Paint } {
  switch (conclusion) {
    case 'passed':
      return { glyph: style.glyphs.passed, paint: style.green };
    case 'warned':
      return { glyph: style.glyphs.warning, paint: style.yellow };
    case 'failed':
      return { glyph: style.glyphs.failed, paint: style.red };
    case 'not_checked':
      return { glyph: '?', paint: style.red };
    default:
      return conclusion satisfies never;
  }
}
