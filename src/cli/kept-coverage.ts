import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { RunStore } from '../execution/run-store.ts';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { dirname, join } from '../platform/paths.ts';
import { readReport } from '../reports/choose-reader.ts';
import { aggregateCoverage } from '../reports/coverage/aggregate-coverage.ts';
import {
  type AggregatedCoverage,
  type AggregatedFile,
  byUncovered,
} from '../reports/coverage/aggregated-coverage.ts';
import { checkCoverage } from '../reports/coverage/check-coverage.ts';
import { type CollectedCoverage, collectCoverage } from '../reports/coverage/collected-coverage.ts';
import type { CoverageReport } from '../reports/coverage/coverage-report.ts';
import { COVERAGE_READERS } from '../reports/coverage/readers.ts';
import { coveragePart } from '../reports/coverage/section/coverage-part.ts';
import type { Check } from '../run/check.ts';
import type { RunState } from '../run/run-state.ts';
import { type Changes, lookAtChanges } from './coverage-changes.ts';
import type { CoveragePolicy } from './coverage-policy.ts';
import { type CoverageRepository, openCoverageRepository } from './coverage-repository.ts';
import { UsageError } from './exit-code.ts';
import { type KeptPart, readKeptReports } from './kept-reports.ts';

/** Characters of source that are taken along: the page is bounded in any case, and memory too. */
const MOST_SOURCE = 20_000_000;

/** The coverage that the legs of a run wrote, leg by leg. */
export interface KeptCoverage {
  readonly parts: readonly CollectedCoverage[];
  readonly repository: CoverageRepository | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export async function readKeptCoverage(store: RunStore, state: RunState): Promise<KeptCoverage> {
  const kept = await readKeptReports(store, state, 'coverage');
  if (kept.length === 0) return { parts: [], repository: undefined, diagnostics: [] };
  const repository = await openCoverageRepository(dirname(store.root));
  const diagnostics: Diagnostic[] = [];
  const parts: CollectedCoverage[] = [];
  for (const { origin, files, diagnostics: before } of kept) {
    diagnostics.push(...before);
    const reports: CoverageReport[] = [];
    for (const file of files) {
      const read = readReport(COVERAGE_READERS, file);
      diagnostics.push(...read.diagnostics);
      if (read.ok) reports.push(read.value);
    }
    if (reports.length > 0) parts.push(collectCoverage(origin, reports, repository.files));
  }
  return { parts, repository, diagnostics };
}

/** What the coverage of a run amounts to. */
export async function keptCoveragePart(
  { parts, repository, diagnostics: before }: KeptCoverage,
  state: RunState,
  { expected, demands }: CoveragePolicy,
): Promise<KeptPart> {
  const united = aggregateCoverage(parts, parts.length === 0 ? [] : expected);
  const diagnostics = [...before, ...united.diagnostics];
  if (!united.ok || repository === undefined || parts.length === 0) return { part: undefined, diagnostics };
  const coverage = united.value;
  const changes = demands.diffMin && (await changesOf(coverage, repository, state));
  const known = changes && 'coverage' in changes ? changes : undefined;
  const unknown = changes && 'conclusion' in changes ? [changes] : [];
  const sources = await readSources(coverage.files, repository, state);
  return {
    part: coveragePart(
      {
        coverage,
        checks: [...checkCoverage(coverage, known?.coverage, demands), ...unknown],
        ...(known && { diff: known.coverage, since: known.since }),
      },
      sources,
    ),
    diagnostics,
  };
}

/** When the definition asks something of changed lines. What nobody can tell is not checked, which is no pass. */
async function changesOf(
  coverage: AggregatedCoverage,
  repository: CoverageRepository,
  { started }: RunState,
): Promise<Changes | Check> {
  const unknown = (summary: string): Check => ({ name: 'diff coverage', conclusion: 'not_checked', summary });
  const head = await systemGit.head(repository.root);
  if (head?.commit !== started?.source.commit)
    return unknown('changed lines cannot be told: the checkout is at another commit than the run was');
  try {
    return await lookAtChanges(coverage, repository, undefined);
  } catch (error) {
    if (error instanceof UsageError) return unknown(error.message);
    throw error;
  }
}

/** Those that want most first. What has changed since it was measured is left out: its dots would stand at the wrong lines. */
async function readSources(
  files: readonly AggregatedFile[],
  repository: CoverageRepository,
  { finished, time }: RunState,
): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  let room = MOST_SOURCE;
  for (const { file } of byUncovered(files)) {
    const { path } = file;
    const stat = await nodeFiles.stat(join(repository.root, path));
    if (stat === undefined || stat.modified > (finished?.time ?? time) || stat.size > room) continue;
    const text = await repository.readSource(path);
    if (text === undefined) continue;
    room -= text.length;
    sources.set(path, text);
  }
  return sources;
}
