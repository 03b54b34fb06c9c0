import { systemGit } from '../platform/git.ts';
import type { CollectedCoverage } from '../reports/coverage/collected-coverage.ts';
import { executedFiles } from '../reports/coverage/executed-files.ts';
import type { FlakyEvidence } from '../reports/tests/flaky-tests.ts';
import { ProjectFiles } from '../reports/tests/locate-in-project.ts';
import type { MergedTest } from '../reports/tests/merge-tests.ts';
import { isPass, type Observation } from '../reports/tests/test-history.ts';
import { isFailed } from '../reports/tests/test-report.ts';
import { UsageError } from './exit-code.ts';
import { readGivenFile } from './given-files.ts';

export interface EvidenceOptions {
  readonly changedSince?: string;
  readonly executed?: string;
  /** Of the jobs that the tests are of, for tests that `executed` does not name. */
  readonly coverage?: readonly CollectedCoverage[];
}

/** What the repository knows about failures: which file is meant, and what has changed since a test passed. */
export interface Evidence {
  /** The tests, with the places of failures as paths of this project. */
  located(tests: readonly MergedTest[]): Promise<readonly MergedTest[]>;
  /** What is known beside the history of these tests. */
  about(
    tests: readonly MergedTest[],
    history: ObservationsOf,
  ): Promise<(test: MergedTest) => Omit<FlakyEvidence, 'earlier' | 'tree'>>;
}

type ObservationsOf = (test: MergedTest) => readonly Observation[];

/** Each commit is a question to git. */
const MOST_COMMITS = 20;

export async function openEvidence(directory: string, options: EvidenceOptions): Promise<Evidence> {
  const executed =
    options.executed === undefined ? undefined : await readExecuted(directory, options.executed);
  const { coverage = [] } = options;
  const ofLeg = executedFiles(coverage);
  const root = await systemGit.root(directory);
  const since = options.changedSince;
  if (since !== undefined && (root === undefined || (await systemGit.commitOf(root, since)) === undefined))
    throw new UsageError(`'${since}' is no revision here`);
  return {
    async located(tests) {
      if (!tests.some(({ test }) => isFailed(test.outcome))) return tests;
      const files = new ProjectFiles((await systemGit.tracked(directory)) ?? new Set());
      return tests.map((one) => locate(one, files));
    },
    async about(tests, history) {
      // Without the files that tests execute, what has changed says nothing.
      if ((executed === undefined && coverage.length === 0) || root === undefined) return () => ({});
      const base = (test: MergedTest): string | undefined =>
        since ?? history(test).findLast(({ outcome }) => isPass(outcome))?.commit;
      const failed = tests.filter(({ test }) => isFailed(test.outcome));
      const commits = new Set(failed.map(base).filter((commit) => commit !== undefined));
      const changes = await changesSince(root, [...commits].slice(0, MOST_COMMITS));
      return (test) => {
        const changed = changes.get(base(test) ?? '');
        const files = executed?.tests.get(test.id) ?? executed?.job ?? ofLeg(test.origin);
        return { ...(changed && { changed }), ...(files && { executed: files }) };
      };
    },
  };
}

function locate(one: MergedTest, files: ProjectFiles): MergedTest {
  const { location, outcome } = one.test;
  const path = location !== undefined && isFailed(outcome) ? files.find(location.path) : undefined;
  if (path === undefined || location === undefined) return one;
  return { ...one, test: { ...one.test, location: { ...location, path } } };
}

/** Commits that are not here, as in a shallow clone, are left out. */
async function changesSince(
  root: string,
  commits: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const changes = new Map<string, readonly string[]>();
  for (const commit of commits)
    if ((await systemGit.commitOf(root, commit)) !== undefined)
      changes.set(
        commit,
        (await systemGit.changesSince(root, commit)).map(({ name }) => name),
      );
  return changes;
}

interface Executed {
  readonly tests: ReadonlyMap<string, ReadonlySet<string>>;
  readonly job: ReadonlySet<string> | undefined;
}

/** `{"tests": {"<id>": ["src/orbit.py"]}, "job": ["src/orbit.py", "src/moon.py"]}`; paths are relative to the repository's root. */
async function readExecuted(directory: string, path: string): Promise<Executed> {
  const value = parse(await readGivenFile(directory, path)) as
    | { tests?: Record<string, unknown>; job?: unknown }
    | undefined;
  const tests = Object.entries(value?.tests ?? {});
  if (value === undefined || ![...tests.map(([, files]) => files), value.job ?? []].every(isListOfTexts))
    throw new UsageError(`${path} must be JSON: {"tests": {"<id>": ["<file>"]}, "job": ["<file>"]}`);
  return {
    tests: new Map(tests.map(([id, files]) => [id, new Set(files as string[])])),
    job: value.job === undefined ? undefined : new Set(value.job as string[]),
  };
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
