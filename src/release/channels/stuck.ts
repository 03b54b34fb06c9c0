import type { Observation } from './channel.ts';

/** A channel in which lockstep cannot go on. */
export function stuck(reason: string, remedy: string): Observation {
  return { state: 'stuck', summary: reason, steps: [], reason, remedy };
}
