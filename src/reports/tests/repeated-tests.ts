import { isFailed, type TestAttempt, type TestCase } from './test-report.ts';

/** Prefix of what pytest writes when a fixture fails after the test itself (junitxml.py, `append_error`). */
const TEARDOWN = 'failed on teardown with ';

/**
 * What two entries of one name are. `same`: the runner has no two tests of one name, so they are attempts. `retried`: the same, and only
 * what failed is ever tried again, whether an entry says that it failed or not. `different`: it writes one entry a test, however
 * often it tried, and lets tests share a name. `unknown`: to be told from how they ended.
 */
export type SameName = 'same' | 'retried' | 'different' | 'unknown';

/**
 * Gathers the tests of a file and makes one of what is one. A pass makes a test flaky when all its attempts before failed, as it looks
 * when a runner tries again. Where nothing else is known, entries that look like that are attempts; all others are different tests
 * that share a name, told apart by `#2`: a failure must never hide behind a pass of something else.
 */
export class RepeatedTests {
  readonly #sameName: () => SameName;
  readonly #cases: TestCase[] = [];
  readonly #first = new Map<string, number>();
  /** Indexes in `#cases` of the identities that came more than once. */
  readonly #repeated = new Map<string, number[]>();

  /** Asked at the end. */
  constructor(sameName: () => SameName) {
    this.#sameName = sameName;
  }

  get count(): number {
    return this.#cases.length;
  }

  add(one: TestCase): void {
    const before = this.#cases.at(-1);
    if (before?.id === one.id && one.failure?.message.startsWith(TEARDOWN) === true) {
      this.#cases[this.#cases.length - 1] = withTeardown(before, one);
      return;
    }
    const first = this.#first.get(one.id);
    if (first === undefined) this.#first.set(one.id, this.#cases.length);
    else {
      const list = this.#repeated.get(one.id);
      if (list === undefined) this.#repeated.set(one.id, [first, this.#cases.length]);
      else list.push(this.#cases.length);
    }
    this.#cases.push(one);
  }

  finish(): readonly TestCase[] {
    if (this.#repeated.size === 0) return this.#cases;
    const gone = new Set<number>();
    for (const indexes of this.#repeated.values()) {
      const group = indexes.map((index) => this.#cases[index]).filter((one) => one !== undefined);
      const sameName = this.#sameName();
      if (sameName === 'same' || sameName === 'retried' || (sameName === 'unknown' && passedAtLast(group))) {
        const last = group.length - 1;
        const attempts = group.map((one, at) => (sameName === 'retried' && at < last ? asFailed(one) : one));
        this.#cases[indexes[0] ?? 0] = asAttempts(attempts);
        for (const index of indexes.slice(1)) gone.add(index);
      } else for (const [at, index] of indexes.entries()) if (at > 0) this.#rename(index, at + 1);
    }
    return gone.size === 0 ? this.#cases : this.#cases.filter((_, index) => !gone.has(index));
  }

  #rename(index: number, number: number): void {
    const one = this.#cases[index];
    if (one === undefined) return;
    let free = number;
    while (this.#first.has(`${one.id} #${free}`)) free++;
    const id = `${one.id} #${free}`;
    this.#first.set(id, index);
    this.#cases[index] = { ...one, id };
  }
}

function passedAtLast(group: readonly TestCase[]): boolean {
  const last = group.at(-1)?.outcome;
  return (last === 'passed' || last === 'flaky') && group.slice(0, -1).every((one) => isFailed(one.outcome));
}

/** Anything but failures and then a pass is as good as its worst: a test that is run twice and fails once has failed. */
function asAttempts(group: readonly TestCase[]): TestCase {
  const flaky = passedAtLast(group);
  const deciding = (flaky ? undefined : group.findLast((one) => isFailed(one.outcome))) ?? group.at(-1);
  if (deciding === undefined) throw new Error('Internal error: no attempts');
  const earlier = group.filter((one) => one !== deciding).flatMap((one) => [...one.earlier, attemptOf(one)]);
  return { ...deciding, ...(flaky && { outcome: 'flaky' }), earlier: [...earlier, ...deciding.earlier] };
}

function asFailed(one: TestCase): TestCase {
  return isFailed(one.outcome) ? one : { ...one, outcome: 'failed' };
}

export function attemptOf({ outcome, duration, failure }: TestCase): TestAttempt {
  return {
    outcome: isFailed(outcome)
      ? (outcome as 'failed' | 'error')
      : outcome === 'skipped'
        ? 'skipped'
        : 'passed',
    ...(duration !== undefined && { duration }),
    ...(failure !== undefined && { failure }),
  };
}

/** One test whose body failed, and whose fixture failed after it: pytest writes two entries. */
function withTeardown(body: TestCase, after: TestCase): TestCase {
  const failure = body.failure ?? after.failure;
  if (failure === undefined) return body;
  const both = body.failure !== undefined && after.failure !== undefined;
  const more = both ? `\n\n${after.failure.message}\n${after.failure.text ?? ''}` : '';
  return {
    ...body,
    outcome: isFailed(body.outcome) ? body.outcome : 'error',
    ...(body.duration !== undefined && { duration: body.duration + (after.duration ?? 0) }),
    failure: { ...failure, ...(more !== '' && { text: `${failure.text ?? ''}${more}` }) },
  };
}
