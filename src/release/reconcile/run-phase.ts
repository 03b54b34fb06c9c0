import type { Channel, ChannelStep, Observation, StepPhase } from '../channels/channel.ts';
import { STEP_PHASES } from '../channels/channel.ts';
import {
  type Failure,
  failureOf,
  lookAt,
  pauseBefore,
  type ReconcileSurroundings,
} from './look-at-channel.ts';

/** Is there nothing left to do in this phase and before? A channel that is stuck, or could not be seen, is not through. */
export function isThrough({ state, steps }: Observation, phase: StepPhase): boolean {
  if (state !== 'pending') return state !== 'stuck';
  return steps.length > 0 && steps.every((step) => !isDue(step, phase));
}

function isDue(step: ChannelStep, phase: StepPhase): boolean {
  return STEP_PHASES.indexOf(step.phase) <= STEP_PHASES.indexOf(phase);
}

/**
 * Brings one channel through a phase, and says how it is then. After a step that failed, whatever the reason, the channel is looked at again before
 * anything is repeated: an answer that got lost may have been a success. A step that was done is not done again because the server does not show it
 * yet: it is waited for.
 */
export async function runPhase(
  channel: Channel,
  phase: StepPhase,
  { seen, surroundings }: { readonly seen: Observation; readonly surroundings: ReconcileSurroundings },
): Promise<Observation> {
  const attempts = new Attempts(channel, phase, surroundings);
  let now = seen;
  for (;;) {
    surroundings.signal.throwIfAborted();
    if (now.state !== 'pending' || isThrough(now, phase)) return now;
    const step = now.steps.find((one) => isDue(one, phase));
    if (step === undefined) return now;
    const next = attempts.wasDone(step) ? await attempts.waitFor(step) : await attempts.try(step, now);
    if ('end' in next) return next.end;
    now = next.seen;
  }
}

type Next = { readonly seen: Observation } | { readonly end: Observation };

class Attempts {
  readonly #channel: Channel;
  readonly #phase: StepPhase;
  readonly #surroundings: ReconcileSurroundings;
  readonly #failed = new Map<string, number>();
  readonly #done = new Set<string>();
  #waits = 0;

  constructor(channel: Channel, phase: StepPhase, surroundings: ReconcileSurroundings) {
    this.#channel = channel;
    this.#phase = phase;
    this.#surroundings = surroundings;
  }

  wasDone({ title }: ChannelStep): boolean {
    return this.#done.has(title);
  }

  async try(step: ChannelStep, seen: Observation): Promise<Next> {
    const { signal, onEvent } = this.#surroundings;
    const about = { channel: this.#channel.desired.name, step: step.title, phase: step.phase };
    onEvent({ kind: 'step.started', ...about });
    try {
      const answer = await step.run(signal);
      onEvent({ kind: 'step.finished', ...about, answer });
    } catch (error) {
      const failure = failureOf(error, signal);
      onEvent({ kind: 'step.failed', ...about, refusal: failure.kind, message: failure.message });
      return this.#afterFailure(step, failure);
    }
    this.#done.add(step.title);
    const rest = seen.steps.filter((one) => one !== step);
    if (rest.some((one) => isDue(one, this.#phase))) return { seen: { ...seen, steps: rest } };
    return { seen: await lookAt(this.#channel, 'observe', this.#surroundings) };
  }

  async #afterFailure(step: ChannelStep, failure: Failure): Promise<Next> {
    const failed = (this.#failed.get(step.title) ?? 0) + 1;
    this.#failed.set(step.title, failed);
    const wait = pauseBefore(failure, failed, this.#surroundings.patience);
    if (wait !== undefined) await this.#pause(wait, failure.message);
    const seen = await lookAt(this.#channel, 'observe', this.#surroundings);
    // What was there before may be gone: a release that was half made is made anew.
    this.#done.clear();
    if (seen.state !== 'pending' || !seen.steps.some(({ title }) => title === step.title)) return { seen };
    if (wait !== undefined) return { seen };
    const remedy = failure.remedy ?? seen.remedy;
    return {
      end: {
        ...seen,
        state: failure.kind === 'later' ? 'pending' : 'stuck',
        reason: `${step.title}: ${failure.message}`,
        ...(remedy !== undefined && { remedy }),
      },
    };
  }

  async waitFor({ title }: ChannelStep): Promise<Next> {
    const { patience } = this.#surroundings;
    this.#waits += 1;
    if (this.#waits >= patience.looks) {
      const seen = await lookAt(this.#channel, 'observe', this.#surroundings);
      const reason = `${title}: it was taken, and is not to be seen yet`;
      return { end: { ...seen, reason } };
    }
    await this.#pause(
      Math.min(patience.most, patience.first * this.#waits),
      `${title} is not to be seen yet`,
    );
    return { seen: await lookAt(this.#channel, 'observe', this.#surroundings) };
  }

  async #pause(wait: number, why: string): Promise<void> {
    const { signal, onEvent, pause } = this.#surroundings;
    onEvent({ kind: 'waiting', channel: this.#channel.desired.name, wait, why });
    await pause(wait, signal);
  }
}
