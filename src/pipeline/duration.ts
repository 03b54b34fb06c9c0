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

/** For people, in two units at most: `850ms`, `4.2s`, `42s`, `1m 05s`, `2h 03m`, `14d`. */
export function formatDuration(ms: Milliseconds): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return twoUnits(seconds, [60, 'm'], [1, 's']);
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return twoUnits(minutes, [60, 'h'], [1, 'm']);
  const hours = Math.round(minutes / 60);
  return hours % 24 === 0 ? `${hours / 24}d` : twoUnits(hours, [24, 'd'], [1, 'h']);
}

function twoUnits(amount: number, big: readonly [number, string], small: readonly [number, string]): string {
  const rest = String(amount % big[0]).padStart(2, '0');
  return `${Math.floor(amount / big[0])}${big[1]} ${rest}${small[1]}`;
}
