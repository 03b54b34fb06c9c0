import type { BenchmarksReport } from '../benchmarks-report.ts';

/** A benchmark in two reports, each measured once: a ratio, and no verdict. */
export interface StoredPair {
  readonly benchmark: string;
  readonly unit: string;
  readonly before: number;
  readonly now: number;
  /** How many times as bad as before; undefined where the reports do not mean the same by it. */
  readonly ratio: number | undefined;
}

export interface StoredComparison {
  readonly pairs: readonly StoredPair[];
  /** Names that only one of the two has. */
  readonly alone: readonly string[];
}

/** By the first metric of each benchmark, in the order of their names. */
export function compareStored(
  before: readonly BenchmarksReport[],
  now: readonly BenchmarksReport[],
): StoredComparison {
  const [old, young] = [metricsOf(before), metricsOf(now)];
  const pairs: StoredPair[] = [];
  for (const [benchmark, metric] of young) {
    const other = old.get(benchmark);
    if (other === undefined) continue;
    const { unit, value, better } = metric;
    const isSame = other.unit === unit && other.better === better && other.value > 0 && value > 0;
    const ratio = better === 'lower' ? value / other.value : other.value / value;
    pairs.push({ benchmark, unit, before: other.value, now: value, ratio: isSame ? ratio : undefined });
  }
  const alone = [...old.keys(), ...young.keys()].filter((name) => !(old.has(name) && young.has(name)));
  return { pairs: pairs.sort((one, two) => (one.benchmark < two.benchmark ? -1 : 1)), alone: alone.sort() };
}

function metricsOf(reports: readonly BenchmarksReport[]) {
  return new Map(
    reports
      .flatMap(({ benchmarks }) => benchmarks)
      .flatMap(({ name, metrics: [first] }) => (first === undefined ? [] : [[name, first] as const])),
  );
}

/** What two single runs cannot tell, however far apart they are. */
export const NO_VERDICT = [
  'No verdict: each was measured once, at its own time and perhaps on another machine.',
  'On shared machines a quarter of such pairs differ by more than 20 % with nothing changed.',
  'To know, measure both in turns: lockstep bench compare --against <commit>',
];
