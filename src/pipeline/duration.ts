import type { Milliseconds } from './pipeline.ts';

/**
 * Days, hours, minutes, seconds and milliseconds in that order, each at most once, none of them alone zero:
 * `250ms`, `90s`, `5m`, `1h30m`, `14d`. One pattern for the JSON Schema, the check and the parser.
 */
export const DURATION_PATTERN =
  /^(?=\d)(?=.*[1-9])(?:(\d{1,7})d)?(?:(\d{1,7})h)?(?:(\d{1,7})m(?!s))?(?:(\d{1,7})s)?(?:(\d{1,7})ms)?$/;

const UNITS = [86_400_000, 3_600_000, 60_000, 1000, 1] as const;
const NAMES = ['d', 'h', 'm', 's', 'ms'] as const;

/** Milliseconds, or undefined when the text is not a length of time (or is one of zero). */
export function parseDuration(text: string): Milliseconds | undefined {
  const match = DURATION_PATTERN.exec(text);
  if (match === null) return undefined;
  return UNITS.reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0);
}

/** The shortest text that `parseDuration` reads as the same length: `5400000` → `1h30m`. Whole milliseconds above zero. */
export function writeDuration(ms: Milliseconds): string {
  let rest = Math.round(ms);
  let text = '';
  UNITS.forEach((unit, index) => {
    const count = Math.floor(rest / unit);
    if (count > 0) text += `${count}${NAMES[index]}`;
    rest -= count * unit;
  });
  return text === '' ? '0ms' : text;
}
