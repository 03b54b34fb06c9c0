/**
 * A named verdict with the sentence that stands for it: what a gate, a summary or a page shows of anything that was looked at.
 * `not_checked` is no pass: nothing was there to look at, and whoever needs the answer has none.
 */
export interface Check {
  /** As people speak of it: `tests`, `coverage`, `budget of ci-quick`. */
  readonly name: string;
  readonly conclusion: CheckConclusion;
  /** One sentence or less, with the numbers that decide: `3 of 812 tests failed`. Untrusted parts are not escaped yet. */
  readonly summary: string;
}

export type CheckConclusion = 'passed' | 'warned' | 'failed' | 'not_checked';

/** The worst there is; of no checks at all, `not_checked`. */
export function worstConclusion(checks: readonly Check[]): CheckConclusion {
  for (const conclusion of ['failed', 'not_checked', 'warned'] as const)
    if (checks.some((check) => check.conclusion === conclusion)) return conclusion;
  return checks.length === 0 ? 'not_checked' : 'passed';
}
