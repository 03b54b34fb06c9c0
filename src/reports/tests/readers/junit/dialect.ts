import type { XmlElement } from '../../../xml/read-xml.ts';
import type { SameName } from '../../repeated-tests.ts';

/**
 * Who wrote a JUnit report, where that makes a difference. There is no standard: the elements are those of Ant's report, and each tool
 * means something else by them. Told from what the tools write, whose output is in `test/cases/reports/tests/junit/`.
 */
export type JunitDialect = 'pytest' | 'vitest' | 'jest' | 'node' | 'ctest' | 'gotestsum' | 'other';

/** The dialect as far as the first elements tell it; asked again for each suite and test until one of them says. */
export function dialectOf(element: XmlElement, depth: number): JunitDialect | undefined {
  const { name, attributes } = element;
  if (name === 'testsuites') return BY_REPORT.get(attributes.name ?? '');
  if (name === 'testsuite') {
    if (attributes.name === 'pytest') return 'pytest';
    return undefined;
  }
  if (name === 'property' && attributes.name === 'go.version') return 'gotestsum';
  if (name !== 'testcase') return undefined;
  // node:test calls every class `test`, until version 22 `suite` as well; its first test may stand in no suite.
  if (attributes.classname === 'test' || attributes.classname === 'suite') return 'node';
  // CTest has one suite and the attribute `status` ("ctest(1)", --output-junit).
  if (depth === 1 && CTEST_STATUS.has(attributes.status ?? '') && attributes.classname === attributes.name)
    return 'ctest';
  return 'other';
}

const BY_REPORT: ReadonlyMap<string, JunitDialect> = new Map([
  ['pytest tests', 'pytest'],
  ['vitest tests', 'vitest'],
  ['jest tests', 'jest'],
]);

const CTEST_STATUS: ReadonlySet<string> = new Set(['run', 'fail', 'notrun', 'disabled']);

/**
 * What two entries of one name are. pytest and Go have no two tests of one name, and write each attempt of a test that is tried again;
 * runners of JavaScript have, and do not.
 */
export function sameNameOf(dialect: JunitDialect): SameName {
  if (dialect === 'vitest' || dialect === 'jest' || dialect === 'node') return 'different';
  // pytest-rerunfailures writes an entry without a failure for each attempt before the last.
  if (dialect === 'pytest') return 'retried';
  return dialect === 'gotestsum' ? 'same' : 'unknown';
}
