/** From the largest to the smallest. */
const TIMES: readonly (readonly [string, number])[] = [
  ['s', 1],
  ['ms', 1e-3],
  ['µs', 1e-6],
  ['ns', 1e-9],
];
const THOUSANDS: readonly (readonly [string, number])[] = [
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
  ['', 1],
];

/** An amount with as many digits as people read: `1.234 ms`, `36.4 Mop/s`, `64 B/op`. */
export function amountText(value: number, unit: string): string {
  if (unit === 's') {
    const [name, size] = TIMES.find(([, least]) => value >= least) ?? ['ns', 1e-9];
    return `${digits(value / size)} ${name}`;
  }
  const [prefix, size] = THOUSANDS.find(([, least]) => value >= least) ?? ['', 1];
  return `${digits(value / size)} ${prefix}${unit}`;
}

function digits(value: number): string {
  return value >= 1_000
    ? value.toFixed(0)
    : value
        .toPrecision(value >= 100 ? 3 : 4)
        .replace(/(\.\d*?)0+$/u, '$1')
        .replace(/\.$/u, '');
}

/** `1.23 ×`; `∞` where nothing bounds it. */
export function ratioText(ratio: number): string {
  return Number.isFinite(ratio) ? ratio.toFixed(ratio < 10 ? 2 : 0) : '∞';
}

/** `20 %` */
export function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** `1.11 – 1.20` */
export function intervalText({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${ratioText(low)} – ${ratioText(high)}`;
}

/** The smallest effect that would have been seen: `+6.4 %`, or `nothing`. */
export function couldSeeText({ smallestEffect }: { readonly smallestEffect: number }): string {
  return Number.isFinite(smallestEffect) ? `+${percentText(Math.max(0.001, smallestEffect - 1))}` : 'nothing';
}
