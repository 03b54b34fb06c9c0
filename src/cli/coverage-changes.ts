import { systemGit } from '../platform/git.ts';
import type { AggregatedCoverage } from '../reports/coverage/aggregated-coverage.ts';
import { type DiffCoverage, diffCoverage } from '../reports/coverage/diff-coverage.ts';
import { findBase } from './changed-files.ts';
import type { CoverageRepository } from './coverage-repository.ts';
import { UsageError } from './exit-code.ts';

export interface Changes {
  readonly coverage: DiffCoverage;
  /** `since main (9f1c2ab)` */
  readonly since: string;
}

/** Throws a `UsageError` when there is nothing to compare with. */
export async function lookAtChanges(
  coverage: AggregatedCoverage,
  { root, isGit }: CoverageRepository,
  base: string | undefined,
): Promise<Changes> {
  if (!isGit) throw new UsageError('changed lines cannot be told: this is no git repository');
  const since = await findBase(root, base);
  if ('kind' in since) throw new UsageError(`changed lines cannot be told: ${since.reason}`, since.fix);
  const changes = await systemGit.linesSince(root, since.commit);
  return { coverage: diffCoverage(coverage, changes), since: since.text };
}
