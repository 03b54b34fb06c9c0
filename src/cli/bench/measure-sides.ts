import {
  measureRounds,
  type RoundsProgress,
  type RoundsResult,
} from '../../reports/benchmarks/comparison/measure-rounds.ts';
import { count } from '../../run/run-words.ts';
import type { Console } from '../console.ts';
import type { Interruption } from '../interruption.ts';
import type { BenchSide } from './bench-sides.ts';
import type { BenchmarkJobs } from './benchmark-jobs.ts';
import type { ComparisonPolicy } from './comparison-policy.ts';
import { measuredValues, measureOnce, prepareMeasuring } from './measured-run.ts';

export interface SidesRequest {
  readonly sides: readonly BenchSide[];
  readonly jobs: BenchmarkJobs;
  readonly policy: ComparisonPolicy;
  readonly console: Console;
  readonly interruption: Interruption;
}

export interface SidesResult extends RoundsResult {
  /** Milliseconds of measuring, without what was prepared. */
  readonly duration: number;
}

/** Everything is built on each side, once. Throws a `MeasuringFailed`. */
export async function prepareSides({ sides, jobs, console, interruption }: SidesRequest): Promise<void> {
  for (const { name, workplace } of sides) {
    console.remark(`preparing ${name} …`);
    await prepareMeasuring({ workplace, console, interruption }, jobs);
  }
}

/** Measures the sides in turns and tells of it. Throws a `MeasuringFailed`. */
export async function measureSides({
  sides,
  jobs,
  policy,
  console,
  interruption,
}: SidesRequest): Promise<SidesResult> {
  const workplaces = new Map(sides.map(({ name, workplace }) => [name, workplace]));
  const began = Date.now();
  const elapsed = (): number => Date.now() - began;
  const result = await measureRounds({
    ...policy,
    sides: [...workplaces.keys()],
    measure: async (name) => {
      const workplace = workplaces.get(name);
      if (workplace === undefined) throw new Error(`Internal error: there is no side ${name}`);
      return measuredValues(await measureOnce({ workplace, console, interruption }, jobs));
    },
    mustEnd: () => elapsed() >= policy.time,
    onRound: (progress) => tellRound(console, progress, elapsed()),
  });
  return { ...result, duration: elapsed() };
}

/** After the first round what is to be expected, then at every look what is open. */
function tellRound(
  { remark }: Console,
  { rounds, nextLook, open, of }: RoundsProgress,
  elapsed: number,
): void {
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (rounds === 1)
    remark(
      `a round takes ${seconds(elapsed)}; the first look comes after ${nextLook}, in about ${seconds(elapsed * (nextLook - 1))}`,
    );
  else if (rounds === nextLook && open > 0)
    remark(`after ${count(rounds, 'pair')} ${open} of ${of} are open (${seconds(elapsed)})`);
}
