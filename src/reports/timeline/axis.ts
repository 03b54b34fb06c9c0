import { formatLimit } from '../../run/elapsed.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Round times, so that whoever reads the axis can reckon with them. */
const STEPS: readonly number[] = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30].map((step) => step * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((step) => step * MINUTE),
  ...[1, 2, 4, 8, 24].map((step) => step * HOUR),
];

/** More than this do not fit side by side on a telephone. */
const MOST_TICKS = 5;

/** Ticks from zero on, in milliseconds, none beyond the end. */
export function axisTicks(span: number): readonly { readonly at: number; readonly label: string }[] {
  const step = STEPS.find((candidate) => span / candidate <= MOST_TICKS) ?? Math.ceil(span / MOST_TICKS);
  const count = Math.floor(span / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => ({
    at: index * step,
    label:
      index === 0
        ? '0'
        : step < SECOND
          ? `${((index * step) / SECOND).toFixed(1)}s`
          : formatLimit(index * step),
  }));
}
