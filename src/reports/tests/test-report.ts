import type { TestIdentity } from './test-identity.ts';

/** What one file of a test runner amounts to: its tests in the order they stand in, each once. */
export interface TestReport {
  readonly cases: readonly TestCase[];
}

/**
 * How a test ended. `error`: not its assertions failed but what is around them: a fixture, a module that cannot be loaded, a build.
 * `xfail`: it failed, as its author said it would. `todo`: its author says that it is not done, so what it came to does not count.
 * `flaky`: it failed, was tried again, and passed.
 */
export type TestOutcome = 'passed' | 'failed' | 'error' | 'skipped' | 'todo' | 'xfail' | 'flaky';

export interface TestCase {
  /** `identityText` of the identity; unique within a report. */
  readonly id: string;
  readonly identity: TestIdentity;
  readonly outcome: TestOutcome;
  /** Milliseconds of the attempt that decides, set-up included. Absent when the file does not say. */
  readonly duration?: number;
  /** Milliseconds of that before the test itself began; only where the file tells the two apart. */
  readonly setup?: number;
  readonly failure?: TestFailure;
  /** Why it was skipped, is to be done or is expected to fail. */
  readonly reason?: string;
  /** The place to look at: of the failure if it is known, else of the test. */
  readonly location?: TestLocation;
  /** What came before the attempt that decides, oldest first; mostly nothing. */
  readonly earlier: readonly TestAttempt[];
}

export interface TestAttempt {
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly duration?: number;
  readonly failure?: TestFailure;
}

/** As the tool wrote it, capped (`capped-text.ts`) and not made harmless. */
export interface TestFailure {
  /** The first line or the message; may be empty. */
  readonly message: string;
  /** `AssertionError`, where the tool names one. */
  readonly type?: string;
  /** Traceback and whatever else. */
  readonly text?: string;
}

export interface TestLocation {
  /** As the file has it, with forward slashes: relative to wherever the tool ran, or absolute. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** Shared, so that a report of hundreds of thousands of tests has not as many empty lists. */
export const NO_EARLIER: readonly TestAttempt[] = [];

export function isFailed(outcome: TestOutcome): boolean {
  return outcome === 'failed' || outcome === 'error';
}
