import { parseDuration } from '../../pipeline/duration.ts';
import { UsageError } from '../exit-code.ts';

/** The policy of a comparison, as it is written on the command line. */
export interface ComparisonOptions {
  readonly threshold?: string;
  readonly alpha?: string;
  readonly pairs?: number;
  readonly time?: string;
}

export interface ComparisonPolicy {
  /** 0.2 for 20 %. */
  readonly threshold: number;
  /** With what probability equal programs may be called different. */
  readonly alpha: number;
  readonly mostPairs: number;
  /** Milliseconds after which no further round is begun. */
  readonly time: number;
}

export function readPolicy({
  threshold = '20%',
  alpha = '1%',
  pairs = 40,
  time = '30m',
}: ComparisonOptions): ComparisonPolicy {
  const milliseconds = parseDuration(time);
  if (milliseconds === undefined)
    throw new UsageError(`'${time}' is no length of time`, 'Write 30m, or 1h30m.');
  return {
    threshold: shareOf('threshold', threshold, 10),
    alpha: shareOf('alpha', alpha, 0.2),
    mostPairs: pairs,
    time: milliseconds,
  };
}

/** `20%`, `20 %`, `0.2`. */
function shareOf(name: string, text: string, most: number): number {
  const [, number, percent] = /^(\d{1,4}(?:\.\d{1,6})?)\s?(%?)$/u.exec(text) ?? [];
  const share = Number(number ?? Number.NaN) / (percent === '%' ? 100 : 1);
  if (!(share > 0 && share <= most))
    throw new UsageError(`--${name} ${text} is no share from above 0 to ${most}`, 'Write 20% or 0.2.');
  return share;
}
