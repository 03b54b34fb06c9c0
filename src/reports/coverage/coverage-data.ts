import {
  type AggregatedFile,
  coveredOnlyOn,
  figuresOf,
  lineRanges,
  uncoveredLines,
} from './aggregated-coverage.ts';
import type { CoverageModel } from './coverage-model.ts';
import { percentText, type Share } from './share.ts';

/** A coverage model as plain data, with every number that is shown anywhere. Lines are ranges: `3-5`. */
export function coverageData({
  coverage,
  checks,
  diff,
  since,
}: CoverageModel): Readonly<Record<string, unknown>> {
  const { platforms, files } = coverage;
  return {
    platforms,
    completeness: coverage.completeness,
    checks,
    total: figures(files),
    byPlatform: byPlatform(platforms, (index) => figures(files, index)),
    ...(diff !== undefined && {
      diff: {
        since,
        lines: withPercent(diff.lines),
        files: diff.files.map(({ path, lines, uncovered }) => ({
          path,
          lines: withPercent(lines),
          uncovered: lineRanges(uncovered),
        })),
        unmeasured: diff.unmeasured,
      },
    }),
    files: files.map((file) => ({
      path: file.path,
      ...figures([file]),
      uncovered: lineRanges(uncoveredLines(file)),
      byPlatform: byPlatform(platforms, (index) => ({
        ...figures([file], index),
        alone: lineRanges(coveredOnlyOn(file, index)),
      })),
    })),
    unresolved: coverage.unresolved,
    origins: coverage.origins,
    superseded: coverage.superseded,
  };
}

function byPlatform<T>(platforms: readonly string[], of: (index: number) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(platforms.map((name, index) => [name, of(index)]));
}

function figures(files: readonly AggregatedFile[], platform?: number): Readonly<Record<string, unknown>> {
  const { lines, branches, functions } = figuresOf(files, platform);
  return { lines: withPercent(lines), branches, functions };
}

/** The text that people are shown; programs compare the counts. */
function withPercent(share: Share): Share & { readonly percent: string } {
  return { ...share, percent: percentText(share) };
}
