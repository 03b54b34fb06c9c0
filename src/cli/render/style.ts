import type { Verdict } from '../../run/run-event.ts';
import { VERDICT_GLYPHS } from '../../run/verdict-glyphs.ts';

/** How text is made to look. Meaning is never in the colour alone: a glyph and a word always say the same. */
export interface Style {
  readonly color: boolean;
  readonly unicode: boolean;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  readonly ellipsis: string;
  /** Between a prefix and the text it belongs to. */
  readonly bar: string;
  /** Between facts on one line. */
  readonly dot: string;
  readonly arrow: string;
  readonly glyphs: Readonly<Record<GlyphName, string>>;
}

export type GlyphName = Verdict | 'running' | 'waiting' | 'elsewhere' | 'warning' | 'full' | 'empty';

export type Paint = (text: string) => string;

const UNICODE_GLYPHS: Style['glyphs'] = {
  ...VERDICT_GLYPHS,
  running: '▸',
  waiting: '·',
  elsewhere: '⇢',
  warning: '!',
  full: '━',
  empty: '─',
};

const ASCII_GLYPHS: Style['glyphs'] = {
  passed: '+',
  flaky: '~',
  reused: '=',
  failed: 'x',
  timed_out: 'x',
  error: 'x',
  cancelled: '/',
  skipped: '-',
  running: '>',
  waiting: '.',
  elsewhere: '>',
  warning: '!',
  full: '#',
  empty: '.',
};

export function createStyle(abilities: { readonly color: boolean; readonly unicode: boolean }): Style {
  const { color, unicode } = abilities;
  return {
    color,
    unicode,
    bold: sgr(color, 1, 22),
    dim: sgr(color, 2, 22),
    red: sgr(color, 31, 39),
    green: sgr(color, 32, 39),
    yellow: sgr(color, 33, 39),
    cyan: sgr(color, 36, 39),
    ellipsis: unicode ? '…' : '...',
    bar: unicode ? '│' : '|',
    dot: unicode ? '·' : '-',
    arrow: unicode ? '→' : '->',
    glyphs: unicode ? UNICODE_GLYPHS : ASCII_GLYPHS,
  };
}

/** ECMA-48 §8.3.117, Select Graphic Rendition; only the eight colours that every palette has made readable. */
function sgr(color: boolean, on: number, off: number): Paint {
  return color ? (text) => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`) : (text) => text;
}

/** The colour a verdict has everywhere. */
export function verdictPaint(style: Style, verdict: Verdict, allowed = false): Paint {
  switch (verdict) {
    case 'passed':
      return style.green;
    case 'flaky':
      return style.yellow;
    case 'reused':
      return style.cyan;
    case 'failed':
    case 'timed_out':
    case 'error':
      return allowed ? style.yellow : style.red;
    case 'cancelled':
    case 'skipped':
      return style.dim;
    default:
      verdict satisfies never;
      return style.dim;
  }
}

const JOB_COLORS = [36, 35, 34, 33, 32, 96, 95, 94, 93, 92];

/** A colour for a job's prefix: the same job has the same one in every run. Red is kept for failures. */
export function jobPaint(style: Style, job: string): Paint {
  let hash = 0;
  for (const character of job) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sgr(style.color, JOB_COLORS[hash % JOB_COLORS.length] ?? 36, 39);
}
