import { seededRandom } from '../../../src/platform/seeded-random.ts';
import { describeAction, type FuzzAction } from './fuzz-action.ts';
import { nextActions } from './fuzz-mutations.ts';
import { type Blindness, FuzzWorld } from './fuzz-world.ts';

export interface FuzzOptions {
  readonly seed: number;
  readonly steps: number;
  /** Only these mutations; all of them, as often as somebody might do it, unless said. */
  readonly only?: readonly string[];
  /** What the cache is made not to see, to know that the fuzzer would. */
  readonly blindness?: Blindness;
  /** Is told of each step. */
  readonly watch?: (step: number, counts: FuzzCounts) => void;
}

interface FuzzCounts {
  readonly reused: number;
  readonly ran: number;
}

export interface FuzzResult extends FuzzCounts {
  readonly steps: number;
  /** Where the cache was wrong first. */
  readonly wrong: FuzzFinding | undefined;
}

export interface FuzzFinding {
  readonly seed: number;
  readonly step: number;
  readonly differences: readonly string[];
  /** What was done before each run so far. */
  readonly history: readonly (readonly FuzzAction[])[];
}

/** Changes a project at random, step by step, and runs it with the cache and without, until both come to something else. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { seed, steps, only, watch } = options;
  const random = seededRandom(seed);
  const world = new FuzzWorld(options.blindness);
  const counts = { reused: 0, ran: 0 };
  const history: FuzzAction[][] = [];
  try {
    for (let step = 0; step < steps; step++) {
      const actions: FuzzAction[] = [];
      // The first run is of what is there; most steps are one change, as most edits are.
      const many = step === 0 ? 0 : only !== undefined || random() < 0.7 ? 1 : 2 + Math.floor(random() * 2);
      history.push(actions);
      while (actions.length < many) {
        for (const action of nextActions(world.project, random, only)) {
          actions.push(action);
          await world.apply(action);
        }
      }
      const { differences, reused, ran } = await world.compare();
      counts.reused += reused;
      counts.ran += ran;
      watch?.(step, counts);
      if (differences.length > 0)
        return { ...counts, steps: step + 1, wrong: { seed, step, differences, history } };
    }
    return { ...counts, steps, wrong: undefined };
  } finally {
    world.close();
  }
}

/** The last steps that are enough to see it again, each as short as it can be; all of them where it is not seen again. */
export async function shorten({ history, ...finding }: FuzzFinding): Promise<FuzzFinding> {
  let least = history;
  let differences = finding.differences;
  const fails = async (steps: FuzzFinding['history']): Promise<boolean> => {
    const found = await replay(steps);
    if (found.length === 0) return false;
    least = steps;
    differences = found;
    return true;
  };
  for (let length = 1; length < history.length; length *= 2)
    if (await fails([[], ...history.slice(-length)])) break;
  // Longer histories than this take too long to be taken apart.
  if (least.length <= 40)
    for (let index = least.length - 2; index >= 0; index--)
      await fails(least.filter((_, other) => other !== index));
  return { ...finding, differences, history: least };
}

async function replay(history: FuzzFinding['history']): Promise<readonly string[]> {
  const world = new FuzzWorld();
  try {
    for (const actions of history) {
      for (const action of actions) await world.apply(action);
      const { differences } = await world.compare();
      if (differences.length > 0) return differences;
    }
    return [];
  } finally {
    world.close();
  }
}

/** For whoever has to mend it. */
export function describeFinding({ seed, step, differences, history }: FuzzFinding): string {
  const lines = history.flatMap((actions) => [...actions.map(describeAction), 'lockstep run']);
  return [
    `LOCKSTEP_FUZZ_SEED=${seed}, step ${step}: a run with the cache does not come to what one without it does:`,
    ...differences.map((line) => `  ${line}`),
    'What leads there, in the project of test/support/soundness/fuzz-project.ts:',
    ...lines.map((line) => `  ${line}`),
  ].join('\n');
}
