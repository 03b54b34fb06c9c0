import type { LineRange } from '../../platform/git-hunks.ts';
import { type AggregatedCoverage, isCovered } from './aggregated-coverage.ts';
import { extension } from './executed-files.ts';
import type { Share } from './share.ts';

/** How much of what was changed is covered. */
export interface DiffCoverage {
  /** Of changed lines that are coverable. A total of 0 means that there is nothing to cover. */
  readonly lines: Share;
  readonly files: readonly {
    readonly path: string;
    readonly lines: Share;
    /** Changed and coverable, and run nowhere. */
    readonly uncovered: readonly number[];
  }[];
  /** Changed files that no report knows, of kinds that reports know: nobody can tell whether they are covered. */
  readonly unmeasured: readonly string[];
}

/** `changes`: the lines of each file that are new or other than before, in the text as it is now. Deleted lines are no lines. */
export function diffCoverage(
  coverage: AggregatedCoverage,
  changes: ReadonlyMap<string, readonly LineRange[]>,
): DiffCoverage {
  const known = new Map(coverage.files.map((file) => [file.path, file]));
  const kinds = new Set(coverage.files.map(({ path }) => extension(path)));
  const unmeasured: string[] = [];
  const files = [...changes]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([path, ranges]) => {
      const file = known.get(path);
      if (file === undefined) {
        if (ranges.length > 0 && kinds.has(extension(path))) unmeasured.push(path);
        return [];
      }
      const changed = file.lines.flatMap((line, index) => (isWithin(line, ranges) ? [{ line, index }] : []));
      const uncovered = changed.filter(({ index }) => !isCovered(file, index)).map(({ line }) => line);
      const lines = { covered: changed.length - uncovered.length, total: changed.length };
      return changed.length === 0 ? [] : [{ path, lines, uncovered }];
    });
  const sum = (pick: (share: Share) => number): number =>
    files.reduce((total, { lines }) => total + pick(lines), 0);
  return {
    lines: { covered: sum(({ covered }) => covered), total: sum(({ total }) => total) },
    files,
    unmeasured,
  };
}

/** Ranges ascend. */
function isWithin(line: number, ranges: readonly LineRange[]): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return false;
    if (line < range.first) high = middle - 1;
    else if (line > range.last) low = middle + 1;
    else return true;
  }
  return false;
}
