import { betaBelow } from './beta-tail.ts';
import type { MergedTest } from './merge-tests.ts';
import { isFailure, isPass, type Observation } from './test-history.ts';
import { isFailed } from './test-report.ts';

/**
 * How sure it is that a test is flaky. `certain`: it failed and passed with the same files on the same platform, be it by being tried again. `likely`: it
 * fails for the first time, and nothing that it runs has changed (DeFlaker, ICSE 2018). `suspect`: its results change too often.
 */
export type FlakyGrade = 'certain' | 'likely' | 'suspect';

export interface FlakyFinding {
  readonly grade: FlakyGrade;
  /** For people: `it failed twice and then passed`. */
  readonly because: string;
}

export interface FlakyEvidence {
  /** What earlier runs said, oldest first; without this one. */
  readonly earlier: readonly Observation[];
  /** What this run tested. Absent: not to be compared with anything. */
  readonly tree?: string;
  /** Files that differ from when the test passed last; undefined when nobody knows. */
  readonly changed?: readonly string[];
  /** Files that the test runs, or its job does when nobody knows better; undefined when nobody knows. */
  readonly executed?: Pick<ReadonlySet<string>, 'has' | 'size'>;
}

export function gradeFlaky({ test }: MergedTest, evidence: FlakyEvidence): FlakyFinding | undefined {
  if (test.outcome === 'flaky') {
    const times = test.earlier.filter(({ outcome }) => isFailed(outcome)).length;
    return {
      grade: 'certain',
      because: `it failed ${timesText(times)} and then passed`,
    };
  }
  const failed = isFailed(test.outcome);
  if (!failed && test.outcome !== 'passed') return undefined;
  return (
    bothOutcomes(failed, evidence) ??
    (failed ? untouched(evidence) : undefined) ??
    changesOften(failed, evidence)
  );
}

function bothOutcomes(failed: boolean, { earlier, tree }: FlakyEvidence): FlakyFinding | undefined {
  if (tree === undefined) return undefined;
  const same = earlier.filter((one) => one.tree === tree);
  const passes = same.filter(({ outcome }) => isPass(outcome)).length + (failed ? 0 : 1);
  const failures =
    same.filter(({ outcome }) => isFailure(outcome) || outcome === 'k').length + (failed ? 1 : 0);
  if (passes === 0 || failures === 0) return undefined;
  return {
    grade: 'certain',
    because: `with the same files it passed ${timesText(passes)} and failed ${timesText(failures)}`,
  };
}

function untouched({ earlier, changed, executed }: FlakyEvidence): FlakyFinding | undefined {
  const last = earlier.findLast(({ outcome }) => isPass(outcome) || isFailure(outcome));
  if (last === undefined || !isPass(last.outcome) || changed === undefined || executed === undefined)
    return undefined;
  if (executed.size === 0 || changed.some((file) => executed.has(file))) return undefined;
  if (changed.length === 0) return { grade: 'likely', because: 'it passed before, and nothing has changed' };
  const files =
    changed.length === 1
      ? 'does not run the 1 file that has'
      : `runs none of the ${changed.length} files that have`;
  return { grade: 'likely', because: `it passed before, and ${files} changed` };
}

/** The rate of changes between passing and failing that a test is suspected of, and how sure that has to be. */
const RATE = 0.01;
const DOUBT = 0.05;

/**
 * Every two results in a row are a trial, of which a change is the success; before the first the rate is Beta(½, ½) (Jeffreys). A
 * test that breaks and is mended changes twice, so that one change alone says nothing.
 */
function changesOften(failed: boolean, { earlier }: FlakyEvidence): FlakyFinding | undefined {
  const results = earlier
    .filter(({ outcome }) => isPass(outcome) || isFailure(outcome))
    .map(({ outcome }) => isPass(outcome));
  results.push(!failed);
  const trials = results.length - 1;
  const changes = results.filter((passed, at) => at > 0 && passed !== results[at - 1]).length;
  if (changes < 2 || betaBelow(RATE, { a: changes + 0.5, b: trials - changes + 0.5 }) > DOUBT)
    return undefined;
  return { grade: 'suspect', because: `it changed ${timesText(changes)} in ${results.length} runs` };
}

function timesText(times: number): string {
  return times < 2 ? 'once' : times === 2 ? 'twice' : `${times} times`;
}
