import { legLabel } from '../leg-origin.ts';
import type { AssessedTest, TestAssessment } from './assess-tests.ts';

/** A test on all the platforms it is told of. */
export interface TestGroup {
  readonly id: string;
  readonly first: AssessedTest;
  readonly all: readonly AssessedTest[];
}

/** One entry a test, in the order of their first. */
export function groupTests(tests: readonly AssessedTest[]): readonly TestGroup[] {
  const groups = new Map<string, AssessedTest[]>();
  for (const one of tests) {
    const list = groups.get(one.id);
    if (list === undefined) groups.set(one.id, [one]);
    else list.push(one);
  }
  return [...groups].flatMap(([id, all]) => (all[0] === undefined ? [] : [{ id, first: all[0], all }]));
}

/** `linux, windows (node=22)`; not harmless yet. */
export function platformsOf({ all }: TestGroup): string {
  return [...new Set(all.map(({ origin }) => legLabel(origin)))].join(', ');
}

/** The same, or nothing where all tests are of one platform and everybody knows which. */
export function platformsWhereSeveral({ legs }: TestAssessment): (group: TestGroup) => string {
  return legs.length > 1 ? platformsOf : () => '';
}
