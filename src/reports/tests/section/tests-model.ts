import type { TestAssessment } from '../assess-tests.ts';
import type { MergedTest } from '../merge-tests.ts';
import type { Observation } from '../test-history.ts';

/** All there is to show of tests. */
export interface TestsModel {
  readonly assessment: TestAssessment;
  /** What earlier runs said of a test, oldest first. */
  readonly history: (test: MergedTest) => readonly Observation[];
}
