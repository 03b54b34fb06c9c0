import type { Result } from '../../../../diagnostics/result.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import { eachLine } from '../../../each-line.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { CoverageReport } from '../../coverage-report.ts';
import { CoverageBuilder } from '../../file-coverage-builder.ts';
import { readHits } from '../read-number.ts';
import { cutOff, ReportRemarks, unreadable } from '../report-remarks.ts';

/**
 * The profile of `go test -coverprofile` (golang.org/x/tools/cover, ParseProfiles): `mode: set|count|atomic`, then a block a line,
 * `name.go:line.column,line.column statements count`.
 *
 * - Files are named by import path, not by folder.
 * - The same block stands once for each test binary that was built with it (`-coverpkg`): its counts add up.
 * - A line counts as run when any block on it was run, and as often as the one with the most.
 * - All lines of a block count, its comments and blank lines too: the profile does not say where in it the statements are. Blocks
 *   without statements have no lines.
 * - Profiles that were put together by `cat` have several `mode` lines.
 */
export const goReader: ReportReader<CoverageReport> = {
  name: 'go',
  kind: 'coverage',
  title: 'Go cover profile',
  marksItsEnd: false,
  recognises: ({ head }) => /^mode: (?:set|count|atomic)\s*(?:\n|$)/u.test(head),
  read,
};

interface Block {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  hits: number;
}

/** A block of more lines than any source file has is a fault of the profile, not of memory. */
const MOST_LINES = 1_000_000;

function read(file: SourceFile): Result<CoverageReport> {
  const remarks = new ReportRemarks(file);
  const { text } = file;
  if (!/^\u{feff}?mode: (?:set|count|atomic)\s*(?:\n|$)/u.test(text))
    return unreadable(file, 'the first line is not `mode: set`, `mode: count` or `mode: atomic`', 0);
  if (!text.endsWith('\n')) return cutOff(file);
  const blocks = new Map<string, Block>();
  eachLine(text, (whole, offset) => {
    const line = whole.trimEnd();
    if (line !== '' && !/^\u{feff}?mode: /u.test(line) && !addBlock(line, blocks))
      remarks.passOver(`this is no block: '${line.slice(0, 80)}'`, offset);
  });
  const builder = new CoverageBuilder('import-path');
  for (const { name, start, end, hits } of blocks.values()) {
    const coverage = builder.file(name);
    for (let line = start; line <= end; line++) coverage.raiseLine(line, hits);
  }
  return remarks.finish(builder.finish());
}

function addBlock(line: string, blocks: Map<string, Block>): boolean {
  const match = /^(.+):(\d{1,9})\.\d+,(\d{1,9})\.(\d+) (\d+) (\d+)$/u.exec(line);
  if (match === null) return false;
  const [, name = '', first = '', last = '', column = '', statements, count] = match;
  const hits = readHits(count);
  const start = Number(first);
  // The end is behind the last character: in the first column of a line, it is the end of the line before.
  const end = column === '1' ? Math.max(start, Number(last) - 1) : Number(last);
  if (hits === undefined || start === 0 || end < start || end - start > MOST_LINES) return false;
  if (statements === '0') return true;
  const key = line.slice(0, line.lastIndexOf(' '));
  const block = blocks.get(key);
  if (block === undefined) blocks.set(key, { name, start, end, hits });
  else block.hits += hits;
  return true;
}
