import type { XmlElement } from '../../../xml/read-xml.ts';

/** What a suite says of itself beside what it holds, suites within it counted in. */
export class SuiteCounts {
  readonly name: string;
  readonly offset: number;
  readonly told: { readonly tests: number | undefined; readonly failures: number | undefined };
  tests = 0;
  /** Entries with a failure or an error, and the elements that say so: tools count the one or the other. */
  failed = 0;
  failures = 0;
  /** A suite within this one contradicts already. */
  toldWithin = false;

  constructor({ name, attributes, offset }: XmlElement) {
    this.name = attributes.name ?? name;
    this.offset = offset;
    const failures = numberOf(attributes.failures);
    const errors = numberOf(attributes.errors);
    this.told = {
      tests: numberOf(attributes.tests),
      failures: failures === undefined && errors === undefined ? undefined : (failures ?? 0) + (errors ?? 0),
    };
  }

  add(failures: number): void {
    this.tests += 1;
    this.failures += failures;
    if (failures > 0) this.failed += 1;
  }

  addAll(inner: SuiteCounts): void {
    this.tests += inner.tests;
    this.failed += inner.failed;
    this.failures += inner.failures;
    this.toldWithin ||= inner.toldWithin;
  }

  /** `it says 8 tests with 2 failures and errors, and holds 7 with 1`; undefined when it holds what it says. */
  contradiction(): string | undefined {
    const { tests, failures } = this.told;
    const sameTests = tests === undefined || tests === this.tests;
    const sameFailures = failures === undefined || failures === this.failures || failures === this.failed;
    if (sameTests && sameFailures) return undefined;
    return sameTests
      ? `it says ${failures} failures and errors, and holds ${this.failed}`
      : `it says ${tests} tests, and holds ${this.tests}`;
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
