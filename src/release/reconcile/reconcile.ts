import type { ChannelName } from '../../pipeline/channels-config.ts';
import { type Channel, type Observation, STEP_PHASES, type StepPhase } from '../channels/channel.ts';
import { lookAt, type ReconcileSurroundings } from './look-at-channel.ts';
import type { Look } from './release-event.ts';
import { isThrough, runPhase } from './run-phase.ts';

/** How a channel is at the end. */
export interface ChannelStatus {
  readonly name: ChannelName;
  readonly observation: Observation;
  /** Why nothing more was done, though there is something to do: others have to come first. */
  readonly heldBy?: readonly ChannelName[];
}

/**
 * Brings a release to its channels, as far as it goes, and says how each is then. What is done follows from what is served alone, so that a second run
 * does nothing and one after a crash goes on: there is no state of ours that could be wrong.
 *
 * Over all channels: first what can be taken back (`stage`), then what cannot (`commit`), then what leads people there (`point`). A phase begins when
 * every channel is through the one before, `point` when what the others serve has been fetched and compared. In `commit` the first channel that is not
 * through ends it: what cannot be taken back is not done beside something that is red.
 */
export async function reconcile(
  channels: readonly Channel[],
  surroundings: ReconcileSurroundings,
): Promise<readonly ChannelStatus[]> {
  const seen = new Map<Channel, Observation>();
  for (const channel of channels) seen.set(channel, await lookAt(channel, 'observe', surroundings));
  for (const phase of STEP_PHASES) {
    if (!channels.some((channel) => hasStep(seen.get(channel), phase))) continue;
    const late = phase === 'point' ? await notServed(channels, seen, surroundings) : [];
    const because = late.length > 0 ? late : await runAll(channels, phase, { seen, surroundings });
    if (because.length === 0) continue;
    surroundings.onEvent({ kind: 'held', phase: late.length > 0 ? phase : afterwards(phase), because });
    await verifyDone(channels, seen, surroundings);
    return channels.map((channel) => statusOf(channel, seen, because));
  }
  await verifyDone(channels, seen, surroundings);
  return channels.map((channel) => statusOf(channel, seen, []));
}

/** Looks at all of them and does nothing. */
export async function lookAtAll(
  channels: readonly Channel[],
  how: Look,
  surroundings: ReconcileSurroundings,
): Promise<readonly ChannelStatus[]> {
  return Promise.all(
    channels.map(async (channel) => ({
      name: channel.desired.name,
      observation: await lookAt(channel, how, surroundings),
    })),
  );
}

interface Work {
  readonly seen: Map<Channel, Observation>;
  readonly surroundings: ReconcileSurroundings;
}

/** The channels that did not get through. */
async function runAll(
  channels: readonly Channel[],
  phase: StepPhase,
  { seen, surroundings }: Work,
): Promise<readonly ChannelName[]> {
  // Whoever is red from the beginning keeps the others from what cannot be taken back.
  const red = channels.filter((channel) => !canBegin(seen.get(channel)));
  if (phase !== 'stage' && red.length > 0) return red.map(({ desired }) => desired.name);
  const notThrough: ChannelName[] = [];
  for (const channel of channels) {
    const before = seen.get(channel);
    if (before === undefined) continue;
    const after = await runPhase(channel, phase, { seen: before, surroundings });
    seen.set(channel, after);
    if (isThrough(after, phase)) continue;
    notThrough.push(channel.desired.name);
    if (phase === 'commit') break;
  }
  return notThrough;
}

/** Not stuck, and seen. */
function canBegin(observation: Observation | undefined): boolean {
  if (observation === undefined || observation.state === 'stuck') return false;
  return observation.state !== 'pending' || observation.steps.length > 0;
}

/**
 * The channels whose part is done, and that do not serve it yet. What is moderated takes days, and nobody is led there; what has nothing but its own
 * `point` left cannot serve more.
 */
async function notServed(
  channels: readonly Channel[],
  seen: Map<Channel, Observation>,
  surroundings: ReconcileSurroundings,
): Promise<readonly ChannelName[]> {
  const late: ChannelName[] = [];
  for (const channel of channels) {
    const found = await verifyPatiently(channel, surroundings);
    seen.set(channel, found);
    const isReady = found.state === 'verified' || found.state === 'moderation' || isThrough(found, 'commit');
    if (!isReady || found.state === 'delivered') late.push(channel.desired.name);
  }
  return late;
}

/** Everything that has nothing left to do, and was not fetched yet, is. */
async function verifyDone(
  channels: readonly Channel[],
  seen: Map<Channel, Observation>,
  surroundings: ReconcileSurroundings,
): Promise<void> {
  for (const channel of channels)
    if (seen.get(channel)?.state === 'delivered')
      seen.set(channel, await verifyPatiently(channel, surroundings));
}

/** Caches and mirrors take a while: what was taken is waited for, within bounds. */
async function verifyPatiently(channel: Channel, surroundings: ReconcileSurroundings): Promise<Observation> {
  const { patience, pause, signal, onEvent } = surroundings;
  for (let looks = 1; ; looks++) {
    const found = await lookAt(channel, 'verify', surroundings);
    if (found.state !== 'delivered' || looks >= patience.looks) return found;
    const wait = Math.min(patience.most, patience.first * 2 ** (looks - 1));
    onEvent({ kind: 'waiting', channel: channel.desired.name, wait, why: found.summary });
    await pause(wait, signal);
  }
}

function hasStep(observation: Observation | undefined, phase: StepPhase): boolean {
  return observation?.steps.some((step) => step.phase === phase) ?? false;
}

function afterwards(phase: StepPhase): StepPhase {
  return phase === 'stage' ? 'commit' : 'point';
}

function statusOf(
  channel: Channel,
  seen: ReadonlyMap<Channel, Observation>,
  because: readonly ChannelName[],
): ChannelStatus {
  const { name } = channel.desired;
  const observation = seen.get(channel);
  if (observation === undefined) throw new Error(`Internal error: ${name} was not looked at`);
  const isHeld = because.length > 0 && !because.includes(name) && observation.steps.length > 0;
  return { name, observation, ...(isHeld && { heldBy: because }) };
}
