import { markdownCode, markdownText } from '../../../diagnostics/markdown.ts';
import { markdownTable } from '../../../diagnostics/markdown-table.ts';
import { byteLength } from '../../html/html.ts';
import { CONCLUSION_MARKS } from '../../markdown/conclusion-mark.ts';
import { byUncovered, figuresOf, lineRanges } from '../aggregated-coverage.ts';
import { branchText } from '../branch-figures.ts';
import type { CoverageModel } from '../coverage-model.ts';
import { percentText } from '../share.ts';

/** Ranges of lines in one cell. */
const MOST_RANGES = 8;

/**
 * Coverage as Markdown without a heading of its own, at most `room` bytes: the verdicts, the platforms, then files with changed or other lines that
 * nothing runs. What does not fit is counted.
 */
export function renderCoverageMarkdown(model: CoverageModel, room: number): string {
  const verdicts = model.checks
    .map(
      ({ name, conclusion, summary }) =>
        `- ${CONCLUSION_MARKS[conclusion]} ${markdownText(`${name}: ${summary}`)}`,
    )
    .join('\n');
  return fitted([verdicts], [...tablesOf(model)], room);
}

/** Without the verdicts, for where they stand already. */
export function renderCoverageTables(model: CoverageModel, room: number): string {
  return fitted([], tablesOf(model), room);
}

interface GrowingTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the rows are: `changed files`. */
  readonly what: string;
}

function tablesOf({ coverage, diff }: CoverageModel): readonly GrowingTable[] {
  const { platforms, files } = coverage;
  const each = platforms.map((_, index) => figuresOf(files, index));
  const all = figuresOf(files);
  const platformRows = platforms.map((name, index) => [
    markdownText(name),
    percentText(each[index]?.lines ?? { covered: 0, total: 0 }),
    branchText(each[index]?.branches ?? { covered: 0, atMost: 0, total: 0 }),
  ]);
  const together = ['**together**', `**${percentText(all.lines)}**`, branchText(all.branches)];
  const changed = (diff?.files ?? []).filter(({ uncovered }) => uncovered.length > 0);
  const wanting = byUncovered(files).filter(({ uncovered }) => uncovered.length > 0);
  return [
    { what: 'platforms', head: ['platform', 'lines', 'branches'], rows: [...platformRows, together] },
    {
      what: 'changed files',
      head: ['changed file', 'lines', 'not run'],
      rows: changed.map(({ path, lines, uncovered }) => [
        markdownCode(path),
        percentText(lines),
        ranges(uncovered),
      ]),
    },
    {
      what: 'files with lines that are not run',
      head: ['file', 'lines', platforms.length > 1 ? 'run nowhere' : 'not run'],
      rows: wanting.map(({ file, uncovered }) => [
        markdownCode(file.path),
        percentText(figuresOf([file]).lines),
        ranges(uncovered),
      ]),
    },
  ];
}

function ranges(lines: readonly number[]): string {
  const all = lineRanges(lines);
  const shown = all.slice(0, MOST_RANGES).join(', ');
  return all.length <= MOST_RANGES ? shown : `${shown} and ${all.length - MOST_RANGES} more`;
}

/** Room for the sentence that says what was left out. */
const REMARK = 100;

function fitted(blocks: readonly string[], tables: readonly GrowingTable[], room: number): string {
  const parts = [...blocks];
  let left = room - parts.reduce((sum, part) => sum + byteLength(part) + 2, 0);
  if (left < 0) return '';
  for (const { head, rows, what } of tables) {
    if (rows.length === 0) continue;
    let size = byteLength(markdownTable(head, [])) + 3;
    let count = 0;
    for (const row of rows) {
      size += byteLength(markdownTable([], [row])) + 8;
      if (size + REMARK > left) break;
      count += 1;
    }
    const rest = rows.length - count;
    const remark = rest === 0 ? '' : `${rest} ${count === 0 ? '' : 'more '}${what} are left out here.`;
    const part = [
      ...(count === 0 ? [] : [markdownTable(head, rows.slice(0, count))]),
      ...(remark && [remark]),
    ].join('\n\n');
    if (byteLength(part) + 2 > left) continue;
    parts.push(part);
    left -= byteLength(part) + 2;
  }
  return parts.length === 0 ? '' : `${parts.join('\n\n')}\n`;
}
