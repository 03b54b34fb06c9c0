import { nodeFiles } from '../../platform/files.ts';
import type { OpenRelease } from '../manifest/read-release.ts';
import type { ReleaseOutcome } from '../reconcile/release-outcome.ts';
import type { RehearsalFault } from './rehearsal-fault.ts';
import { openWorld, type RehearsalWorld, type WorldWrite } from './rehearsal-world.ts';
import { type Rehearsal, type RehearsalSurroundings, type RehearsedStep, rehearsable } from './rehearse.ts';
import { runTrain, type TrainRun } from './run-train.ts';

/** What became of a release when one thing went wrong at one step. */
export interface FaultRow {
  readonly step: RehearsedStep;
  readonly fault: string;
  /** What the first run said of it. */
  readonly first: string;
  /** How the second run ended. */
  readonly second: ReleaseOutcome;
  /** Requests that wrote in the second run. */
  readonly mended: number;
  /** What must not be, in words; empty when all is as it should be. */
  readonly wrongs: readonly string[];
}

export interface FaultQuestion {
  readonly clean: Rehearsal;
  /** Those that are struck; of the clean run. */
  readonly steps: readonly RehearsedStep[];
  readonly faults: readonly RehearsalFault[];
  /** Worlds at a time. */
  readonly atOnce: number;
}

/** Lets each fault strike at each of the steps, in a world of its own, and publishes once more without it. Rows come in the order of steps and faults. */
export async function* rehearseFaults(
  release: OpenRelease,
  { clean, steps, faults, atOnce }: FaultQuestion,
  surroundings: RehearsalSurroundings,
): AsyncIterable<FaultRow> {
  const left = steps.flatMap((step) => faults.map((fault) => ({ clean, step, fault })));
  const begun: Promise<FaultRow | undefined>[] = [];
  const begin = (): void => {
    const next = left.shift();
    if (next === undefined) return;
    const row = strike(release, next, surroundings);
    // Whoever is first to fail ends it; the others fail unheard.
    row.catch(() => undefined);
    begun.push(row);
  };
  while (begun.length < atOnce && left.length > 0) begin();
  for (let row = begun.shift(); row !== undefined; row = begun.shift()) {
    const found = await row;
    surroundings.signal.throwIfAborted();
    begin();
    if (found !== undefined) yield found;
  }
}

/** The outcome, and why it is so where it is not what was wanted. */
function saidOf({ outcome, statuses, events }: TrainRun, { channel }: RehearsedStep): string {
  const waits = events.filter(({ kind }) => kind === 'waiting').length;
  if (outcome !== 'unfinished') return waits === 0 ? outcome : `${outcome}, after another try`;
  const found = statuses.find(({ name }) => name === channel)?.observation;
  const held = statuses.filter(({ heldBy }) => heldBy !== undefined).map(({ name }) => name);
  const others = held.length === 0 ? '' : `; ${held.join(', ')} ${held.length === 1 ? 'waits' : 'wait'}`;
  return `${channel} ${found?.state ?? 'unknown'}: ${found?.reason ?? found?.summary ?? ''}${others}`;
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
  const folder = surroundings.folder();
  const world = await openWorld(part.manifest, folder);
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
    const wrongs = [...early, ...(await wrongsAfter(world, clean, second))];
    return {
      ...{ step, fault: fault.name, first: saidOf(first, step), second: second.outcome, wrongs },
      mended: world.writes.length - before,
    };
  } finally {
    await world.close();
    await nodeFiles.remove(folder);
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
export function tooEarly(writes: readonly WorldWrite[], steps: readonly RehearsedStep[]): readonly string[] {
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
export async function wrongsAfter(
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
