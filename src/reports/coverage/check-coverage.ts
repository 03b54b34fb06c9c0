import type { Check } from '../../run/check.ts';
import { count } from '../../run/run-words.ts';
import { type AggregatedCoverage, type Completeness, figuresOf } from './aggregated-coverage.ts';
import type { DiffCoverage } from './diff-coverage.ts';
import { percentText, reaches, type Share, type Threshold } from './share.ts';

export interface CoverageDemands {
  readonly min?: Threshold;
  readonly diffMin?: Threshold;
}

/**
 * The verdicts on coverage: of all lines, and of changed ones when they were looked at. Nothing measured is no pass. What is not complete
 * yet is a warning at best: the platforms that are missing may add lines that are covered, and lines that are not.
 */
export function checkCoverage(
  coverage: AggregatedCoverage,
  diff: DiffCoverage | undefined,
  { min, diffMin }: CoverageDemands,
): readonly Check[] {
  const { lines } = figuresOf(coverage.files);
  const part = partialText(coverage.completeness);
  const checks: Check[] = [
    lines.total === 0
      ? { name: 'coverage', conclusion: 'not_checked', summary: 'no coverable line was reported' }
      : verdict('coverage', `${shareText(lines)} of lines`, { share: lines, min, part }),
  ];
  if (diff !== undefined) {
    if (diff.lines.total > 0)
      checks.push(
        verdict('diff coverage', `${shareText(diff.lines)} of changed lines`, {
          share: diff.lines,
          min: diffMin,
          part,
        }),
      );
    else {
      const unknown = diff.unmeasured.length > 0;
      checks.push({
        name: 'diff coverage',
        conclusion: unknown ? 'warned' : 'passed',
        summary: unknown
          ? `n/a: no report knows the ${count(diff.unmeasured.length, 'file')} that changed`
          : 'n/a: no changed line is coverable',
      });
    }
  }
  return checks;
}

function verdict(
  name: string,
  text: string,
  { share, min, part }: { share: Share; min: Threshold | undefined; part: string | undefined },
): Check {
  const short = min !== undefined && !reaches(share, min);
  const demand =
    min === undefined ? '' : short ? `, less than the ${min.text}% asked for` : `, ${min.text}% asked for`;
  return {
    name,
    conclusion: short ? 'failed' : part === undefined ? 'passed' : 'warned',
    summary: `${text}${demand}${part === undefined ? '' : `; ${part}`}`,
  };
}

/** `68.99% (1380 of 2000)` */
function shareText(share: Share): string {
  return `${percentText(share)} (${share.covered} of ${share.total})`;
}

/** `partial 2/3: missing windows (unit)`; undefined when all is in or nobody knows what to expect. */
export function partialText({ expected, missing }: Completeness): string | undefined {
  if (missing.length === 0) return undefined;
  const absent = missing.map(({ platform, jobs }) => `${platform} (${jobs.join(', ')})`).join(', ');
  return `partial ${expected.length - missing.length}/${expected.length}: missing ${absent}`;
}
