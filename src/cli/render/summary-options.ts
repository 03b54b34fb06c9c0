import type { JobState } from '../../run/run-state.ts';
import type { Style } from './style.ts';

export interface SummaryOptions {
  readonly style: Style;
  /** Columns of the screen. */
  readonly columns: number;
  /** Jobs that just passed: listed one by one, or only counted. Folded by itself from 60 legs on. */
  readonly passed?: 'listed' | 'folded';
  /** What to type to run again what failed, and to see a job's log: `lockstep runs log unit`. */
  readonly rerun?: string;
  /** What to type to go on with a run that was cut short. */
  readonly resume?: string;
  readonly log?: (leg: JobState) => string;
  /** What to type to look at the run in a browser. */
  readonly page?: string;
}

/** More legs than this nobody reads one by one. */
export const MOST_LISTED = 60;
