import { type ErrorBudget, type Look, looksOf } from './error-budget.ts';
import { judgePairs, type PairedEstimate } from './verdict.ts';

/** What one run of one side has measured: of each benchmark its one value, and whether less of it is better. */
export type Measured = ReadonlyMap<string, MeasuredValue>;

export interface MeasuredValue {
  /** Above zero. */
  readonly value: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
}

export interface RoundsRequest {
  /** Names of the sides: baselines first, and the one that is judged last. */
  readonly sides: readonly string[];
  /** Runs one side once. What it throws ends the comparison. */
  readonly measure: (side: string) => Promise<Measured>;
  /** 0.2 for 20 %. */
  readonly threshold: number;
  /** For all benchmarks against all baselines together. */
  readonly alpha: number;
  readonly mostPairs: number;
  /** Says that there is no time for another round. */
  readonly mustEnd: () => boolean;
  /** Told after each round, and of what is still open. */
  readonly onRound: (progress: RoundsProgress) => void;
}

export interface RoundsProgress {
  readonly rounds: number;
  readonly nextLook: number;
  readonly open: number;
  readonly of: number;
}

/** One benchmark against one baseline. */
export interface BenchmarkComparison {
  readonly benchmark: string;
  readonly baseline: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** Of each round, in the order of the rounds. */
  readonly base: readonly number[];
  readonly head: readonly number[];
  readonly estimate: PairedEstimate;
}

export interface RoundsResult {
  readonly comparisons: readonly BenchmarkComparison[];
  /** Benchmarks that not all sides have, or not in all rounds: nothing can be said of them. */
  readonly unpaired: readonly { readonly benchmark: string; readonly missing: readonly string[] }[];
  readonly rounds: number;
  /** Why no more rounds were measured. */
  readonly ended: 'decided' | 'pairs' | 'time';
  readonly budget: ErrorBudget;
}

/**
 * Runs all sides again and again, in turns whose order is reversed each time (A B, B A, …), so that whatever slows the machine down for a while slows
 * all sides down; looks at what came of it when the error budget allows, and ends as soon as nothing is left open.
 */
export async function measureRounds(request: RoundsRequest): Promise<RoundsResult> {
  const { sides, measure, threshold, mustEnd, onRound } = request;
  const rounds: ReadonlyMap<string, Measured>[] = [];
  let budget: ErrorBudget | undefined;
  let looks: readonly Look[] = [];
  for (let next = 0; ; ) {
    const order = rounds.length % 2 === 0 ? sides : [...sides].reverse();
    const round = new Map<string, Measured>();
    for (const side of order) round.set(side, await measure(side));
    rounds.push(round);
    if (budget === undefined) {
      budget = { alpha: request.alpha, family: familyOf(round, sides), mostPairs: request.mostPairs };
      looks = looksOf(budget);
    }
    const look = looks[next];
    if (look === undefined) throw new Error('Internal error: there is no look left');
    const early = rounds.length < look.pairs && mustEnd();
    const due = rounds.length >= look.pairs || early;
    const { comparisons, unpaired } = due
      ? compareSides(rounds, { sides, threshold, alpha: look.alpha })
      : { comparisons: [], unpaired: [] };
    const open = due ? comparisons.filter(isOpen).length : budget.family;
    onRound({ rounds: rounds.length, nextLook: look.pairs, open, of: budget.family });
    if (!due) continue;
    const result = { comparisons, unpaired, rounds: rounds.length, budget };
    if (open === 0) return { ...result, ended: 'decided' };
    if (early || mustEnd()) return { ...result, ended: 'time' };
    next += 1;
    if (next === looks.length) return { ...result, ended: 'pairs' };
  }
}

/** More pairs could change what is done about it. */
function isOpen({ estimate }: BenchmarkComparison): boolean {
  return estimate.verdict === 'undecided' || estimate.verdict === 'likely';
}

/** Every benchmark against every baseline. */
function familyOf(round: ReadonlyMap<string, Measured>, sides: readonly string[]): number {
  const names = new Set([...round.values()].flatMap((measured) => [...measured.keys()]));
  return Math.max(1, names.size * (sides.length - 1));
}

function compareSides(
  rounds: readonly ReadonlyMap<string, Measured>[],
  {
    sides,
    threshold,
    alpha,
  }: { readonly sides: readonly string[]; readonly threshold: number; readonly alpha: number },
): Pick<RoundsResult, 'comparisons' | 'unpaired'> {
  const judged = sides.at(-1) ?? '';
  const names = new Set(
    rounds.flatMap((round) => [...round.values()].flatMap((measured) => [...measured.keys()])),
  );
  const comparisons: BenchmarkComparison[] = [];
  const unpaired: { benchmark: string; missing: readonly string[] }[] = [];
  for (const benchmark of [...names].sort()) {
    const values = (side: string): readonly MeasuredValue[] =>
      rounds.flatMap((round) => round.get(side)?.get(benchmark) ?? []);
    const isWhole = (side: string): boolean => values(side).length === rounds.length;
    const missing = sides.filter((side) => !isWhole(side));
    if (missing.length > 0) unpaired.push({ benchmark, missing });
    const head = values(judged);
    const [first] = head;
    if (first === undefined || !isWhole(judged)) continue;
    for (const baseline of sides.slice(0, -1).filter(isWhole)) {
      const base = values(baseline);
      const estimate = judgePairs(logRatios(base, head), { threshold, alpha });
      const { unit, better } = first;
      const plain = (list: readonly MeasuredValue[]): readonly number[] => list.map(({ value }) => value);
      comparisons.push({ benchmark, baseline, unit, better, base: plain(base), head: plain(head), estimate });
    }
  }
  return { comparisons, unpaired };
}

/** Above zero where the head is worse. */
function logRatios(base: readonly MeasuredValue[], head: readonly MeasuredValue[]): readonly number[] {
  return head.map(({ value, better }, index) => {
    const ratio = Math.log(value / (base[index]?.value ?? Number.NaN));
    return better === 'lower' ? ratio : -ratio;
  });
}
