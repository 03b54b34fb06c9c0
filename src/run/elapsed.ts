const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A stretch of time for people: `0.4s`, `12.3s`, `2m 05s`, `1h 02m`. Milliseconds in; negative counts as none. */
export function formatElapsed(ms: number): string {
  const tenths = Math.round(Math.max(0, ms) / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)}s`;
  return minutesAndHours(Math.max(0, ms));
}

/** The same without tenths, for what counts up before one's eyes or is only estimated: `0s`, `12s`, `2m 05s`. */
export function formatSeconds(ms: number): string {
  const whole = Math.floor(Math.max(0, ms) / SECOND);
  return whole < 60 ? `${whole}s` : minutesAndHours(whole * SECOND);
}

/** A round length somebody chose: `5m`, `1h 30m`, `90s` as `1m 30s`. */
export function formatLimit(ms: number): string {
  return formatSeconds(ms).replace(/ 0+[ms]$/, '');
}

/** How long ago: `just now`, `5m ago`, `3h ago`, `2d ago`; from four weeks on the day itself, `2026-10-01` (UTC). */
export function formatAgo(time: number, now: number): string {
  const ms = now - time;
  if (ms < MINUTE) return 'just now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m ago`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}h ago`;
  if (ms < 28 * DAY) return `${Math.floor(ms / DAY)}d ago`;
  return new Date(time).toISOString().slice(0, 10);
}

function minutesAndHours(ms: number): string {
  const seconds = Math.round(ms / SECOND);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.round(ms / MINUTE);
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
