import type { ChannelName } from '../../pipeline/channels-config.ts';
import type { StepPhase } from '../channels/channel.ts';
import type { OpenRelease } from '../manifest/read-release.ts';
import type { DesiredChannel } from '../manifest/release-manifest.ts';
import { unrehearsable } from './places.ts';
import { openWorld } from './rehearsal-world.ts';
import { runTrain, type TrainRun } from './run-train.ts';

/** A request that writes, of the run in which nothing goes wrong. */
export interface RehearsedStep {
  /** From 1, in the order in which they come. */
  readonly nth: number;
  readonly channel: ChannelName;
  readonly phase: StepPhase;
  /** The step that it is of. */
  readonly title: string;
  readonly key: string;
  readonly brings: string | undefined;
}

/** How the train runs when nothing goes wrong. */
export interface Rehearsal {
  readonly run: TrainRun;
  readonly steps: readonly RehearsedStep[];
  /** What people find afterwards, by channel. */
  readonly served: Readonly<Record<string, unknown>>;
  /** Requests that wrote in a second run: there is nothing to do. */
  readonly again: number;
  readonly secondRun: TrainRun;
  /** Channels of the release that have no stand-in, and were left out. */
  readonly leftOut: readonly { readonly channel: ChannelName; readonly why: string }[];
}

export interface RehearsalSurroundings {
  readonly signal: AbortSignal;
  now(): number;
  /** A new folder for the repositories of one world, absolute. */
  folder(): string;
}

/** The release as far as it can be rehearsed, and without an address of anybody else. */
export function rehearsable(release: OpenRelease): OpenRelease {
  const channels = release.manifest.channels
    .filter((desired) => unrehearsable(desired) === undefined)
    .map(withoutAddresses);
  return { ...release, manifest: { ...release.manifest, channels } };
}

/** What a manifest says of servers goes before what everybody uses: a rehearsal must not get there. */
function withoutAddresses(desired: DesiredChannel): DesiredChannel {
  switch (desired.name) {
    case 'homebrew':
    case 'scoop': {
      const { url: _, secret = 'TAP_TOKEN', ...rest } = desired;
      return { ...rest, secret };
    }
    case 'chocolatey': {
      const { feed: _, push: __, ...rest } = desired;
      return rest;
    }
    case 'container': {
      const { secret = 'REGISTRY_TOKEN', ...rest } = desired;
      return { ...rest, secret };
    }
    default:
      return desired;
  }
}

/** One of the requests that are alike: a layer is like another, a file like another. The last one, when the others are done already. */
export function unlikeSteps(steps: readonly RehearsedStep[]): readonly RehearsedStep[] {
  const kinds = new Map<string, RehearsedStep>();
  for (const step of steps) {
    const kind = step.key.replace(/sha256:[0-9a-f]{64}/, 'D');
    kinds.set(`${step.channel} ${step.phase} ${kind}`, step);
  }
  return [...kinds.values()].sort((one, other) => one.nth - other.nth);
}

/** Publishes a release to stand-ins of all its channels, and once more. */
export async function rehearse(
  release: OpenRelease,
  surroundings: RehearsalSurroundings,
): Promise<Rehearsal> {
  const part = rehearsable(release);
  const world = await openWorld(part.manifest, surroundings.folder());
  try {
    const steps: RehearsedStep[] = [];
    let step: { readonly title: string; readonly phase: StepPhase } | undefined;
    world.befall(({ channel, key, nth, brings }) => {
      if (step === undefined) throw new Error(`Internal error: ${key} was written without a step`);
      steps.push({ nth, channel, key, brings, ...step });
      return undefined;
    });
    const run = await runTrain(part, world, {
      ...surroundings,
      onEvent(event) {
        if (event.kind === 'step.started') step = { title: event.step, phase: event.phase };
      },
    });
    world.befall(undefined);
    const served = await world.served();
    const before = world.writes.length;
    const secondRun = await runTrain(part, world, surroundings);
    const leftOut = release.manifest.channels.flatMap((desired) => {
      const why = unrehearsable(desired);
      return why === undefined ? [] : [{ channel: desired.name, why }];
    });
    return { run, steps, served, again: world.writes.length - before, secondRun, leftOut };
  } finally {
    await world.close();
  }
}
