import type { Verdict } from './run-event.ts';

/** One sign for each verdict on screens and pages, one column wide in terminals of East Asian locales too where that can be had (UAX #11). */
export const VERDICT_GLYPHS: Readonly<Record<Verdict, string>> = {
  passed: '✓',
  flaky: '↻',
  reused: '=',
  failed: '✗',
  timed_out: '✗',
  error: '✗',
  cancelled: '⊘',
  skipped: '-',
};
