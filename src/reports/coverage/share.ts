/** Some of a number of things. */
export interface Share {
  readonly covered: number;
  readonly total: number;
}

/** A share that must be reached, exactly as it was written: `68.995` is 68995 of 100000. */
export interface Threshold {
  readonly text: string;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Per cent from 0 to 100, with or without a fraction; undefined for everything else. */
export function readThreshold(text: string): Threshold | undefined {
  const [, whole, fraction = ''] = /^(\d{1,3})(?:\.(\d{1,20}))?%?$/u.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const numerator = BigInt(whole + fraction);
  const denominator = 100n * 10n ** BigInt(fraction.length);
  return numerator > denominator
    ? undefined
    : { text: text.trim().replace(/%$/u, ''), numerator, denominator };
}

/** Of a number that is known to be one, from 0 to 100: as it is written in decimals, which is what whoever wrote it meant. */
export function thresholdOf(percent: number): Threshold {
  const plain = String(percent);
  const read = readThreshold(/e/u.test(plain) ? percent.toFixed(12) : plain);
  if (read === undefined) throw new Error(`Internal error: ${percent} is no percentage`);
  return read;
}

/** Compared as fractions, nothing is rounded. Nothing at all reaches every threshold: there was nothing to cover. */
export function reaches({ covered, total }: Share, { numerator, denominator }: Threshold): boolean {
  return BigInt(covered) * denominator >= BigInt(total) * numerator;
}

/** `68.99%`: two decimals, rounded down, so that no share looks like one it has not reached. `n/a` of nothing. */
export function percentText({ covered, total }: Share): string {
  if (total === 0) return 'n/a';
  if (covered === total) return '100%';
  const hundredths = Number((BigInt(covered) * 10_000n) / BigInt(total));
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}%`;
}
