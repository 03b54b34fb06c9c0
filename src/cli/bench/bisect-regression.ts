import { printableLine } from '../../diagnostics/printable.ts';
import { type GitCommit, systemGit } from '../../platform/git.ts';
import { ratioText } from '../../reports/benchmarks/benchmark-words.ts';
import { type ComparisonReport, worstFirst } from '../../reports/benchmarks/comparison/comparison-report.ts';
import type { PairedEstimate } from '../../reports/benchmarks/comparison/verdict.ts';
import type { Workplace } from '../workplace.ts';
import type { Baseline } from './baselines.ts';
import { withSides } from './bench-sides.ts';
import { findSlowCommit, halfway, sideOf, worstRegression } from './find-slow-commit.ts';
import { measureSides, prepareSides, type SidesRequest } from './measure-sides.ts';

export interface BisectRequest extends Omit<SidesRequest, 'sides'> {
  readonly workplace: Workplace;
  readonly report: ComparisonReport;
}

/** What was found out about the worst regression of a comparison. */
export interface BisectedRegression {
  readonly benchmark: string;
  readonly baseline: string;
  /** One of these commits made it slow; empty when it is in no commit yet. */
  readonly suspects: readonly GitCommit[];
  /** How many commits were measured, of how many. */
  readonly asked: number;
  readonly of: number;
}

/**
 * Which commit made the worst benchmark slow: each that is asked is measured in turns with the baseline, and belongs to those before or those after by the
 * half of the way between the two. Undefined when nothing has become slower. Throws a `MeasuringFailed`.
 */
export async function bisectRegression(request: BisectRequest): Promise<BisectedRegression | undefined> {
  const { workplace, report, console } = request;
  const regression = worstRegression(worstFirst(report.comparisons));
  const base = report.baselines.find(({ name }) => name === regression?.baseline);
  const { commit: head, dirty } = report.head;
  if (regression === undefined || base === undefined || head === undefined) return undefined;
  const { benchmark, baseline } = regression;
  const commits = await systemGit.commitsBetween(workplace.root, base.commit, head);
  // What is not committed may be what made it slow: then the last commit is one to be asked as well.
  const line: readonly GitCommit[] = dirty
    ? [...commits, { commit: '', subject: 'what is not committed' }]
    : commits;
  const threshold = halfway(regression);
  const { suspects, asked } = await findSlowCommit({
    commits: line,
    judge: async (commit) => {
      const name = commit.commit.slice(0, 12);
      console.remark(`asking ${name} ${printableLine(commit.subject)}`);
      const asked = { base, commit: { name, commit: commit.commit }, benchmark, threshold };
      const estimate = await estimateOf(request, asked);
      const verdict =
        estimate === undefined ? 'undecided' : sideOf(estimate.verdict, estimate.ratio, threshold);
      console.remark(
        `  ${estimate === undefined ? 'not measured there' : `${ratioText(estimate.ratio)} ×`}: ${verdict}`,
      );
      return verdict;
    },
  });
  return {
    benchmark,
    baseline,
    suspects: suspects.filter(({ commit }) => commit !== ''),
    asked,
    of: line.length,
  };
}

/** One commit against the baseline; undefined when it cannot be compared. */
async function estimateOf(
  { workplace, jobs, policy, console, interruption }: BisectRequest,
  {
    base,
    commit,
    benchmark,
    threshold,
  }: {
    readonly base: Baseline;
    readonly commit: Baseline;
    readonly benchmark: string;
    readonly threshold: number;
  },
): Promise<PairedEstimate | undefined> {
  return withSides(workplace, { baselines: [base], judged: commit }, async (sides) => {
    const request = { sides, jobs, console, interruption, policy: { ...policy, threshold } };
    await prepareSides(request);
    const { comparisons } = await measureSides(request);
    return comparisons.find((one) => one.benchmark === benchmark)?.estimate;
  });
}
