import type { Verdict } from './run-event.ts';

/** What is remembered of a finished run, without its journal. */
export interface PastRun {
  readonly id: string;
  /** When it began, in milliseconds since 1970. */
  readonly time: number;
  readonly workflow?: string;
  /** Of the machine: `linux/x64`. Lines of older versions have none. */
  readonly platform?: string;
  /** How many legs ran at once. */
  readonly slots?: number;
  /** Only a part of the workflow ran (`--changed`, `rerun --failed`), or it ran in several goes: its duration is not the workflow's. */
  readonly partial?: true;
  readonly verdict: 'passed' | 'failed' | 'cancelled';
  /** Milliseconds. */
  readonly duration: number;
  readonly commit?: string;
  /** By leg: its verdict, and the milliseconds of all its attempts. */
  readonly jobs: Readonly<Record<string, { readonly verdict: Verdict; readonly duration: number }>>;
}
