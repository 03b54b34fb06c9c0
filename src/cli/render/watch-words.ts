import { printableLine } from '../../diagnostics/printable.ts';
import type { LegId } from '../../plan/plan.ts';
import { count, type LegNames } from '../../run/run-words.ts';
import type { Style } from './style.ts';

/** Names in one line; beyond it they are counted. */
const MOST_NAMES = 6;

export interface RoundWords {
  /** Files that were edited since the round before. */
  readonly edited: readonly string[];
  /** What runs, without the setup of toolchains. */
  readonly legs: readonly LegId[];
  /** Does all of the selection run? */
  readonly whole: boolean;
  readonly names: Pick<LegNames, 'name'>;
  readonly style: Style;
}

/** `src/a.ts changed: unit, e2e run again` */
export function roundLine({ edited, legs, whole, names, style }: RoundWords): string {
  const [first, ...more] = edited;
  const files =
    first === undefined
      ? 'asked'
      : `${printableLine(first)}${more.length === 0 ? '' : ` and ${more.length} more`} changed`;
  const what = whole ? 'everything runs' : `${listed(legs, names)} ${legs.length === 1 ? 'runs' : 'run'}`;
  return style.bold(`${style.glyphs.running} ${files}: ${what} again`);
}

export interface WaitingWords {
  /** How many are watched. */
  readonly files: number;
  readonly failing: readonly LegId[];
  /** The file that is waited for until it is right. */
  readonly broken: string | undefined;
  readonly names: Pick<LegNames, 'name'>;
  readonly style: Style;
}

/** `watching 41 files · failing: unit · Enter runs everything again` */
export function waitingLine({ files, failing, broken, names, style }: WaitingWords): string {
  const parts =
    broken === undefined
      ? [
          `watching ${count(files, 'file')}`,
          ...(failing.length === 0 ? [] : [style.red(`failing: ${listed(failing, names)}`)]),
          'Enter runs everything again',
        ]
      : [`waiting until ${printableLine(broken)} is right`];
  return `${style.dim(style.glyphs.waiting)} ${parts.join(style.dim(` ${style.dot} `))}`;
}

/** Once, before the first round. */
export function withoutInputsLine(legs: readonly LegId[], names: Pick<LegNames, 'name'>): string {
  const one = legs.length === 1;
  return `${listed(legs, names)} ${one ? 'has' : 'have'} no inputs: ${one ? 'it runs' : 'they run'} again on Enter, when the definition changes, and after a job that ${one ? 'it needs' : 'they need'}.`;
}

function listed(legs: readonly LegId[], names: Pick<LegNames, 'name'>): string {
  const shown = legs.slice(0, MOST_NAMES).map((leg) => names.name(leg));
  const more = legs.length - shown.length;
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`;
}
