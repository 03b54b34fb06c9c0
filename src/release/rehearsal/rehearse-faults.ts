import type { OpenRelease } from '../manifest/read-release.ts';
import { FAULTS, type RehearsalFault } from './rehearsal-fault.ts';
import { openWorld, type RehearsalWorld, type WorldWrite } from './rehearsal-world.ts';
import { type Rehearsal, type RehearsalSurroundings, type RehearsedStep, rehearsable } from './rehearse.ts';
import { runTrain, type TrainRun } from './run-train.ts';

/** What became of a release when one thing went wrong at one step. */
export interface FaultRow {
  readonly step: RehearsedStep;
  readonly fault: string;
  readonly first: TrainRun;
  readonly second: TrainRun;
  /** Requests that wrote in the second run. */
  readonly mended: number;
  /** What must not be, in words; empty when all is as it should be. */
  readonly wrongs: readonly string[];
}

/** Lets each fault strike at each of the steps, in a world of its own, and publishes once more without it. */
export async function* rehearseFaults(
  release: OpenRelease,
  clean: Rehearsal,
  surroundings: RehearsalSurroundings,
  steps: readonly RehearsedStep[] = clean.steps,
): AsyncIterable<FaultRow> {
  for (const step of steps)
    for (const fault of FAULTS) {
      surroundings.signal.throwIfAborted();
      const row = await strike(release, { clean, step, fault }, surroundings);
      if (row !== undefined) yield row;
    }
}

/** Undefined where the fault cannot strike at this step. */
async function strike(
  release: OpenRelease,
  {
    clean,
    step,
    fault,
  }: { readonly clean: Rehearsal; readonly step: RehearsedStep; readonly fault: RehearsalFault },
  surroundings: RehearsalSurroundings,
): Promise<FaultRow | undefined> {
  const part = rehearsable(release);
  const world = await openWorld(part.manifest, surroundings.folder());
  try {
    let hasStruck = false;
    world.befall((write) => {
      if (!isStruck(fault, { nth: write.nth, key: write.key, step, hasStruck })) return undefined;
      const mishap = fault.strike(write);
      hasStruck ||= mishap !== undefined;
      return mishap;
    });
    const first = await runTrain(part, world, surroundings);
    if (!hasStruck) return undefined;
    const early = tooEarly(world.writes, clean.steps);
    world.befall(undefined);
    const before = world.writes.length;
    const second = await runTrain(part, world, surroundings);
    const wrongs = [...early, ...(await afterwards(world, clean, second))];
    return { step, fault: fault.name, first, second, mended: world.writes.length - before, wrongs };
  } finally {
    await world.close();
  }
}

function isStruck(
  { lasts }: RehearsalFault,
  {
    nth,
    key,
    step,
    hasStruck,
  }: {
    readonly nth: number;
    readonly key: string;
    readonly step: RehearsedStep;
    readonly hasStruck: boolean;
  },
): boolean {
  if (nth === step.nth) return true;
  if (nth < step.nth || lasts === 'once') return false;
  return lasts === 'rest' || (hasStruck && key === step.key);
}

/** Was something done that cannot be taken back, before all was done that can? */
function tooEarly(writes: readonly WorldWrite[], steps: readonly RehearsedStep[]): readonly string[] {
  const staged = steps.filter(({ phase }) => phase === 'stage').map(({ key }) => key);
  const phaseOf = new Map(steps.map(({ key, phase }) => [key, phase]));
  const done = new Set<string>();
  const wrongs: string[] = [];
  for (const { key, answered = 999 } of writes) {
    if (answered >= 400) continue;
    done.add(key);
    const lacks = staged.find((one) => !done.has(one));
    if (phaseOf.get(key) === 'commit' && lacks !== undefined)
      wrongs.push(`${key} came before ${lacks}, which can be taken back`);
  }
  return wrongs;
}

/** What is not as it should be after the second run. */
async function afterwards(
  world: RehearsalWorld,
  clean: Rehearsal,
  second: TrainRun,
): Promise<readonly string[]> {
  const wrongs: string[] = [];
  if (second.outcome !== clean.run.outcome) wrongs.push(`the second run ends ${second.outcome}`);
  if (JSON.stringify(await world.served()) !== JSON.stringify(clean.served))
    wrongs.push('people find something else than without the fault');
  const brought = new Map<string, number>();
  for (const { channel, brings, answered = 999 } of world.writes)
    if (brings !== undefined && answered < 400)
      brought.set(`${channel} got ${brings}`, (brought.get(`${channel} got ${brings}`) ?? 0) + 1);
  for (const [what, times] of brought) if (times > 1) wrongs.push(`${what} ${times} times`);
  return wrongs;
}
