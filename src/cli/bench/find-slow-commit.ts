import type { BenchmarkComparison } from '../../reports/benchmarks/comparison/measure-rounds.ts';
import type { Verdict } from '../../reports/benchmarks/comparison/verdict.ts';

/** What is searched, the oldest first; the last one is known to be slow, and what was before the first one to be fast. */
export interface SlowCommitQuestion<Commit> {
  readonly commits: readonly Commit[];
  /** Is it nearer to what was before (`fast`), or to what is now (`slow`)? */
  readonly judge: (commit: Commit) => Promise<'fast' | 'slow' | 'undecided'>;
}

export interface SlowCommitAnswer<Commit> {
  /** The commit that made it slow, or those one of which did, as the others could not be told apart. */
  readonly suspects: readonly Commit[];
  readonly asked: number;
}

/**
 * Halves the line of commits again and again. One that cannot be judged is passed over for its neighbours; when all that are left are such, all of them
 * and the one after them are suspects.
 */
export async function findSlowCommit<Commit>({
  commits,
  judge,
}: SlowCommitQuestion<Commit>): Promise<SlowCommitAnswer<Commit>> {
  let [fast, slow] = [-1, commits.length - 1];
  const undecided = new Set<number>();
  let asked = 0;
  for (;;) {
    const open: number[] = [];
    for (let index = fast + 1; index < slow; index++) if (!undecided.has(index)) open.push(index);
    const middle = nearest(open, (fast + slow) / 2);
    if (middle === undefined) return { suspects: commits.slice(fast + 1, slow + 1), asked };
    const commit = commits[middle];
    if (commit === undefined) throw new Error('Internal error: there is no such commit');
    asked += 1;
    const verdict = await judge(commit);
    if (verdict === 'fast') fast = middle;
    else if (verdict === 'slow') slow = middle;
    else undecided.add(middle);
  }
}

function nearest(indexes: readonly number[], to: number): number | undefined {
  return indexes.reduce<number | undefined>(
    (best, index) => (best === undefined || Math.abs(index - to) < Math.abs(best - to) ? index : best),
    undefined,
  );
}

/** A regression between two commits. */
export type Regression = Pick<BenchmarkComparison, 'benchmark' | 'baseline' | 'estimate'>;

/** The worst that was proved, else the worst that is likely. */
export function worstRegression(ordered: readonly BenchmarkComparison[]): Regression | undefined {
  return ordered.find(({ estimate }) => estimate.verdict === 'proved' || estimate.verdict === 'likely');
}

/** Half of the way between what was before and what is now, in logarithms: the threshold that tells the two apart. */
export function halfway({ estimate }: Regression): number {
  return Math.sqrt(estimate.ratio) - 1;
}

/** A verdict at that threshold. */
export function sideOf(verdict: Verdict, ratio: number, threshold: number): 'fast' | 'slow' | 'undecided' {
  if (verdict === 'proved') return 'slow';
  if (verdict === 'clear') return 'fast';
  if (verdict === 'undecided') return 'undecided';
  // Slower than before for sure: by more than halfway, or by less.
  return ratio >= 1 + threshold ? 'slow' : 'fast';
}
