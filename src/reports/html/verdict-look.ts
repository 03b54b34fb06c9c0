import type { CheckConclusion } from '../../run/check.ts';
import { isBad, type Verdict } from '../../run/run-event.ts';
import { VERDICT_GLYPHS } from '../../run/verdict-glyphs.ts';

/** Classes of the page's style. A colour never stands alone: the glyph and the word say the same. */
export type Tone = 'good' | 'warn' | 'bad' | 'idle';

interface Judged {
  readonly verdict: Verdict | 'running' | 'waiting';
  readonly allowed?: boolean;
}

export function verdictTone({ verdict, allowed }: Judged): Tone {
  if (verdict === 'passed' || verdict === 'reused') return 'good';
  if (verdict === 'flaky' || allowed === true) return 'warn';
  return verdict !== 'running' && verdict !== 'waiting' && isBad(verdict) ? 'bad' : 'idle';
}

export function verdictGlyph({ verdict, allowed }: Judged): string {
  if (allowed === true) return '!';
  return verdict === 'running' || verdict === 'waiting' ? '…' : VERDICT_GLYPHS[verdict];
}

export const CONCLUSION_LOOKS: Readonly<
  Record<CheckConclusion, { readonly tone: Tone; readonly glyph: string; readonly word: string }>
> = {
  passed: { tone: 'good', glyph: '✓', word: 'passed' },
  warned: { tone: 'warn', glyph: '!', word: 'warning' },
  failed: { tone: 'bad', glyph: '✗', word: 'failed' },
  not_checked: { tone: 'idle', glyph: '?', word: 'not checked' },
};
