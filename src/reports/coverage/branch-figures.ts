import type { BranchFigures } from './aggregated-coverage.ts';

/** `5/12`; `5-7/12` when nobody can tell how many of those that several platforms took are the same; empty of none. */
export function branchText({ covered, atMost, total }: BranchFigures): string {
  if (total === 0) return '';
  return covered === atMost ? `${covered}/${total}` : `${covered}-${atMost}/${total}`;
}
