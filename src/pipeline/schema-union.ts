import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What could stand at a place: kinds of values by zod's names, and single values. */
export interface Expectation {
  readonly nouns: readonly string[];
  readonly options: readonly unknown[];
}

export type Choice =
  | { readonly kind: 'mismatch'; readonly expected: Expectation }
  | { readonly kind: 'branch'; readonly issues: readonly Issue[] };

/**
 * Which alternative of a union somebody meant: of those that take this kind of value the one with the fewest faults.
 * When none does, what all of them together would have taken.
 */
export function chooseBranch(branches: readonly (readonly Issue[])[], value: unknown): Choice {
  const meant = branches.filter((issues) => !issues.some(isOutermost));
  if (meant.length > 0) {
    const [best] = [...meant].sort((a, b) => faults(a) - faults(b));
    return { kind: 'branch', issues: best ?? [] };
  }
  const nouns: string[] = [];
  const options: unknown[] = [];
  for (const issue of branches.flat()) {
    if (issue.path.length > 0) continue;
    if (issue.code === 'invalid_type') nouns.push(issue.expected);
    else if (issue.code === 'invalid_value') options.push(...issue.values);
    else if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const inner = chooseBranch(issue.errors, value);
      if (inner.kind === 'mismatch') {
        nouns.push(...inner.expected.nouns);
        options.push(...inner.expected.options);
      }
    }
  }
  return { kind: 'mismatch', expected: { nouns, options } };
}

/** Is the whole value of another kind than this alternative takes? */
function isOutermost(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function faults(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}
