import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Result, success } from '../../diagnostics/result.ts';
import { shardKey } from '../leg-origin.ts';
import type { ReportOrigin } from '../report-origin.ts';
import {
  type AggregatedBranches,
  type AggregatedCoverage,
  type AggregatedFile,
  type AggregatedFunction,
  type Completeness,
  NOT_COVERABLE,
} from './aggregated-coverage.ts';
import { type BranchCoverage, uniteBranches } from './branch-coverage.ts';
import {
  byPath,
  type CollectedCoverage,
  type CollectedFile,
  type UnresolvedFile,
  uniteFiles,
} from './collected-coverage.ts';
import type { CoverageCode } from './diagnostic-codes.ts';

/** A job of the definition that reports coverage on a platform. */
export interface ExpectedCoverage {
  readonly job: string;
  readonly platform: string;
}

/**
 * Unites what was collected on every platform. Of one job, platform and variant the latest attempt counts, so that giving anything twice
 * changes nothing, and neither does the order. Parts of different commits are not united: that is an error, unless their trees are equal.
 */
export function aggregateCoverage(
  parts: readonly CollectedCoverage[],
  expected: readonly ExpectedCoverage[] = [],
): Result<AggregatedCoverage> {
  const { latest, superseded } = latestAttempts(parts);
  const mixed = differentCommits(latest);
  if (mixed !== undefined) return { ok: false, diagnostics: [mixed] };
  const origins = latest.map(({ origin }) => origin);
  const platforms = [...new Set(origins.map(({ platform }) => platform))].sort();
  const byFile = new Map<string, FileParts>();
  for (const { origin, files } of latest)
    for (const file of files) {
      let entry = byFile.get(file.path);
      if (entry === undefined) {
        entry = { path: file.path, parts: platforms.map(() => []) };
        byFile.set(file.path, entry);
      }
      entry.parts[platforms.indexOf(origin.platform)]?.push(file);
    }
  const files = Array.from(byFile.values(), aggregateFile).sort(byPath);
  const completeness = completenessOf(origins, expected);
  const unresolved = unresolvedOf(latest);
  const diagnostics = [...byFile.values()].flatMap((file) => differentSources(file, platforms));
  return success({ platforms, files, origins, superseded, completeness, unresolved }, diagnostics);
}

function latestAttempts(parts: readonly CollectedCoverage[]): {
  readonly latest: readonly CollectedCoverage[];
  readonly superseded: readonly ReportOrigin[];
} {
  const latest = new Map<string, CollectedCoverage>();
  const superseded: ReportOrigin[] = [];
  const ordered = [...parts].sort(
    ({ origin: one }, { origin: other }) => one.attempt - other.attempt || one.time - other.time,
  );
  for (const part of ordered) {
    const key = shardKey(part.origin);
    const before = latest.get(key);
    if (before !== undefined && before.origin.attempt < part.origin.attempt) superseded.push(before.origin);
    latest.set(key, part);
  }
  const sorted = [...latest.values()].sort((one, other) =>
    shardKey(one.origin) < shardKey(other.origin) ? -1 : 1,
  );
  return { latest: sorted, superseded };
}

/**
 * One system may test a branch and the other what it would be merged to. Then their commits differ, and what is common to both can still be
 * united when the files that were measured are the same texts.
 */
function differentCommits(parts: readonly CollectedCoverage[]): Diagnostic | undefined {
  const [first] = parts;
  for (const other of parts.slice(1)) {
    const [one, two] = [first?.origin, other.origin];
    if (one?.commit === undefined || two.commit === undefined || one.commit === two.commit) continue;
    if (one.tree !== undefined && one.tree === two.tree) continue;
    const sources = new Map(first?.files.map(({ path, source }) => [path, source?.digest]));
    const same = other.files.every(
      ({ path, source }) =>
        !sources.has(path) || (source !== undefined && sources.get(path) === source.digest),
    );
    if (same) continue;
    return {
      code: 'coverage-of-other-commit' satisfies CoverageCode,
      severity: 'error',
      message:
        `${nameOfOrigin(one)} is of commit ${one.commit.slice(0, 12)}, ${nameOfOrigin(two)} of ` +
        `${two.commit.slice(0, 12)}, and their files differ: their lines are not the same lines`,
      fix: 'Save the coverage of one commit in one folder.',
    };
  }
  return undefined;
}

function nameOfOrigin({ job, platform, variant }: ReportOrigin): string {
  return `${job}@${platform}${variant === '' ? '' : `(${variant})`}`;
}

interface FileParts {
  readonly path: string;
  /** For each platform. */
  readonly parts: readonly CollectedFile[][];
}

function aggregateFile({ path, parts }: FileParts): AggregatedFile {
  const real = parts.some((ofPlatform) => ofPlatform.some(({ stub }) => !stub));
  const united = parts.map((ofPlatform) => (ofPlatform.length === 0 ? undefined : uniteFiles(ofPlatform)));
  // A file that was never loaded on a platform has the lines that others have measured, not those that were made up.
  const measured = united.map((part) => (real && part?.stub === true ? undefined : part));
  const neverLoaded = united.map((part, index) => part !== undefined && measured[index] === undefined);
  const lines = [...new Set(measured.flatMap((part) => [...(part?.lines.keys() ?? [])]))].sort(
    (a, b) => a - b,
  );
  return {
    path,
    lines,
    hits: measured.map((part, index) => {
      if (part === undefined) return lines.map(() => (neverLoaded[index] === true ? 0 : NOT_COVERABLE));
      return lines.map((line) => part.lines.get(line) ?? NOT_COVERABLE);
    }),
    branches: aggregateBranches(measured.map((part) => part?.branches ?? new Map())),
    functions: aggregateFunctions(measured),
  };
}

function aggregateBranches(
  parts: readonly ReadonlyMap<number, BranchCoverage>[],
): readonly AggregatedBranches[] {
  const lines = [...new Set(parts.flatMap((part) => [...part.keys()]))].sort((a, b) => a - b);
  return lines.map((line) => {
    const by = parts.map((part) => part.get(line));
    return { line, by, united: uniteBranches(by.filter((part) => part !== undefined)) };
  });
}

function aggregateFunctions(
  parts: readonly (Pick<CollectedFile, 'functions'> | undefined)[],
): readonly AggregatedFunction[] {
  const functions = new Map<string, { name: string; line: number; hits: number[] }>();
  for (const [platform, part] of parts.entries())
    for (const { name, line, hits } of part?.functions ?? []) {
      const key = `${line} ${name}`;
      let entry = functions.get(key);
      if (entry === undefined) {
        entry = { name, line, hits: parts.map(() => NOT_COVERABLE) };
        functions.set(key, entry);
      }
      entry.hits[platform] = hits;
    }
  return [...functions.values()].sort(
    (one, other) => one.line - other.line || (one.name < other.name ? -1 : 1),
  );
}

/** A job that is expected counts as in when it has reported; where no name of a job is known, its platform is enough. */
function completenessOf(
  origins: readonly ReportOrigin[],
  expected: readonly ExpectedCoverage[],
): Completeness {
  const jobs = new Set(expected.map(({ job }) => job));
  const isIn = ({ job, platform }: ExpectedCoverage): boolean =>
    origins.some(
      (origin) => isOn(origin.platform, platform) && (origin.job === job || !jobs.has(origin.job)),
    );
  const platforms = [...new Set(expected.map(({ platform }) => platform))].sort();
  const missing = platforms.flatMap((platform) => {
    const absent = expected.filter((one) => one.platform === platform && !isIn(one));
    return absent.length === 0 ? [] : [{ platform, jobs: [...new Set(absent.map(({ job }) => job))].sort() }];
  });
  return { expected: platforms, missing };
}

/** An architecture that is not named is any. */
function isOn(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

function unresolvedOf(
  parts: readonly CollectedCoverage[],
): readonly (UnresolvedFile & { readonly platform: string })[] {
  const all = parts.flatMap(({ origin, unresolved }) =>
    unresolved.map((file) => ({ ...file, platform: origin.platform })),
  );
  return [...new Map(all.map((file) => [`${file.platform} ${file.name}`, file])).values()];
}

/** Lines have numbers only: of two texts they are not the same lines. Line endings do not count. */
function differentSources({ path, parts }: FileParts, platforms: readonly string[]): readonly Diagnostic[] {
  const marks = parts.flatMap((ofPlatform, index) =>
    ofPlatform.flatMap(({ source }) =>
      source === undefined ? [] : [{ source, platform: platforms[index] }],
    ),
  );
  const [first] = marks;
  const other = marks.find(({ source }) => source.digest !== first?.source.digest);
  if (first === undefined || other === undefined) return [];
  return [
    {
      code: 'coverage-of-other-source' satisfies CoverageCode,
      severity: 'warning',
      message:
        `'${path}' is not the same file on ${first.platform} (${first.source.lines} lines) and on ` +
        `${other.platform} (${other.source.lines} lines): its lines are united by number`,
      fix: 'Is it generated, or changed by a checkout? Measure the same text on every platform.',
    },
  ];
}
