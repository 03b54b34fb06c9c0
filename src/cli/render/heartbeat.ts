import type { Clock } from '../../platform/clock.ts';
import { formatSeconds } from '../../run/elapsed.ts';
import type { RunState } from '../../run/run-state.ts';
import type { LegNames } from '../../run/run-words.ts';

const SILENCE = 60_000;

/** Jobs named in one heartbeat. */
const MOST_NAMED = 5;

/** Says after each minute without output that the run still lives, so that neither people nor CI systems think it hangs. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #beat: () => void;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, beat: () => void) {
    this.#clock = clock;
    this.#beat = beat;
  }

  /** Something was printed: the minute begins anew. */
  heard(): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(SILENCE, () => {
      this.#beat();
      this.heard();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}

/** `still running: unit 2m 10s, e2e 1m 05s and 7 more`; empty when nothing runs. */
export function heartbeatText(state: RunState, names: LegNames, now: number): string {
  const running = Array.from(state.jobs.values())
    .filter((job) => job.status === 'running')
    .sort((one, two) => (one.startedAt ?? 0) - (two.startedAt ?? 0));
  if (running.length === 0) return '';
  const named = running
    .slice(0, MOST_NAMED)
    .map((job) => `${names.name(job.planned.id)} ${formatSeconds(now - (job.startedAt ?? now))}`);
  const more = running.length - named.length;
  return `still running: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
