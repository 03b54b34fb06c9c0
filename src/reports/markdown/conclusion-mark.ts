import type { CheckConclusion } from '../../run/check.ts';

/** One sign for each verdict in all Markdown. It never stands without words. */
export const CONCLUSION_MARKS: Readonly<Record<CheckConclusion, string>> = {
  passed: '✅',
  warned: '⚠️',
  failed: '❌',
  not_checked: '❔',
};
