import { printableLine } from '../../diagnostics/printable.ts';
import {
  type AggregatedFile,
  byUncovered,
  type CoverageFigures,
  coveredOnlyOn,
  figuresOf,
  lineRanges,
} from '../../reports/coverage/aggregated-coverage.ts';
import { branchText } from '../../reports/coverage/branch-figures.ts';
import type { CoverageModel } from '../../reports/coverage/coverage-model.ts';
import { percentText, type Share } from '../../reports/coverage/share.ts';
import type { Check } from '../../run/check.ts';
import { conclusionLook } from './conclusion-look.ts';
import type { Paint, Style } from './style.ts';
import { type Cell, type Column, renderTable } from './table.ts';

export interface CoverageView {
  readonly style: Style;
  readonly width: number;
  /** Show the lines that run on this platform alone, in place of those that run nowhere. */
  readonly onlyOn?: number | undefined;
}

/** Files that are listed: those with the most to cover. All are in --json and --html. */
const MOST_FILES = 25;
const MOST_NAMES = 5;

/** The screen of `lockstep report coverage`: where lines are that nothing runs, each platform's share, and the verdicts. */
export function renderCoverage(model: CoverageModel, view: CoverageView): string {
  const { coverage, checks } = model;
  const parts = [
    ...(coverage.files.length === 0
      ? []
      : [view.onlyOn === undefined ? filesTable(model, view) : onlyOnTable(model, view.onlyOn, view)]),
    ...diffTable(model, view),
    unresolvedText(model, view),
    checks.map((check) => verdictLine(check, view.style)).join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function filesTable({ coverage }: CoverageModel, { style, width }: CoverageView): string {
  const { platforms } = coverage;
  const each = platforms.length > 1 ? platforms : [];
  const wanting = byUncovered(coverage.files).filter(
    ({ file, uncovered }) => uncovered.length > 0 || partlyTaken(figuresOf([file])),
  );
  const columns: Column[] = [
    { title: 'file', min: 16, cut: 'middle' },
    { title: 'lines', align: 'right' },
    ...each.map((name): Column => ({ title: printableLine(name), align: 'right', drop: 2 })),
    { title: 'branches', align: 'right', drop: 1 },
    { title: each.length > 0 ? 'run nowhere' : 'not run', min: 12 },
  ];
  const row = (name: string, files: readonly AggregatedFile[], lines: string): Cell[] => {
    const all = figuresOf(files);
    return [
      { text: name },
      shareCell(all.lines, style),
      ...each.map((_, index) => shareCell(figuresOf(files, index).lines, style)),
      { text: branchText(all.branches) },
      { text: lines, paint: style.dim },
    ];
  };
  const rows = wanting
    .slice(0, MOST_FILES)
    .map(({ file, uncovered }) => row(printableLine(file.path), [file], lineRanges(uncovered).join(', ')));
  const count = coverage.files.length;
  rows.push(row(count === 1 ? '1 file' : `all ${count} files`, coverage.files, ''));
  const table = renderTable(columns, rows, { width, ellipsis: style.ellipsis, header: style.dim });
  return [...table, ...filesRemarks({ coverage, wanting: wanting.length }, style)].join('\n');
}

function filesRemarks(
  { coverage, wanting }: Pick<CoverageModel, 'coverage'> & { readonly wanting: number },
  style: Style,
): readonly string[] {
  const { platforms, files } = coverage;
  const full = files.length - wanting;
  const remarks = [
    ...(wanting > MOST_FILES ? [`${wanting - MOST_FILES} more files have lines that are not run`] : []),
    ...(full > 0 ? [`${full === 1 ? '1 file is' : `${full} files are`} covered in full`] : []),
  ];
  if (platforms.length > 1)
    for (const [index, name] of platforms.entries()) {
      const lines = files.reduce((sum, file) => sum + coveredOnlyOn(file, index).length, 0);
      if (lines > 0)
        remarks.push(
          `${lines === 1 ? '1 line runs' : `${lines} lines run`} on ${printableLine(name)} alone (--only-on ${printableLine(name)})`,
        );
    }
  return remarks.map((remark) => style.dim(`  ${remark}`));
}

function partlyTaken({ branches }: CoverageFigures): boolean {
  return branches.covered < branches.total;
}

function shareCell(share: Share, style: Style): Cell {
  const paint: Paint =
    share.covered === share.total ? style.green : share.covered === 0 ? style.red : (text) => text;
  return { text: percentText(share), paint };
}

function onlyOnTable({ coverage }: CoverageModel, platform: number, { style, width }: CoverageView): string {
  const name = printableLine(coverage.platforms[platform] ?? '');
  const found = coverage.files
    .map((file) => ({ path: file.path, lines: coveredOnlyOn(file, platform) }))
    .filter(({ lines }) => lines.length > 0);
  if (found.length === 0) return `No line runs on ${name} alone.`;
  const rows = found.map(({ path, lines }) => [
    { text: printableLine(path) },
    { text: String(lines.length) },
    { text: lineRanges(lines).join(', ') },
  ]);
  const columns: Column[] = [
    { title: 'file', min: 16, cut: 'middle' },
    { title: 'lines', align: 'right' },
    { title: `on ${name} alone`, min: 12 },
  ];
  return renderTable(columns, rows, { width, ellipsis: style.ellipsis, header: style.dim }).join('\n');
}

function diffTable({ diff, since }: CoverageModel, { style, width }: CoverageView): readonly string[] {
  if (diff === undefined) return [];
  const lines: string[] = [];
  const short = diff.files.filter(({ uncovered }) => uncovered.length > 0);
  if (short.length > 0) {
    const rows = short.map(({ path, lines: share, uncovered }) => [
      { text: printableLine(path) },
      { text: percentText(share) },
      { text: lineRanges(uncovered).join(', '), paint: style.dim },
    ]);
    const columns: Column[] = [
      { title: `changed ${since ?? ''}`.trim(), min: 16, cut: 'middle' },
      { title: 'lines', align: 'right' },
      { title: 'not run', min: 12 },
    ];
    lines.push(...renderTable(columns, rows, { width, ellipsis: style.ellipsis, header: style.dim }));
  }
  for (const path of diff.unmeasured.slice(0, MOST_NAMES))
    lines.push(
      `${style.yellow(style.glyphs.warning)} ${printableLine(path)} changed, and no report knows it`,
    );
  if (diff.unmeasured.length > MOST_NAMES)
    lines.push(`${style.yellow(style.glyphs.warning)} so did ${diff.unmeasured.length - MOST_NAMES} more`);
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function unresolvedText({ coverage }: CoverageModel, { style }: CoverageView): string {
  const { unresolved } = coverage;
  const lines = unresolved.slice(0, MOST_NAMES).map(({ name, platform, candidates }) => {
    const why =
      candidates.length === 0 ? 'is no file of the repository' : `may be ${candidates.join(' or ')}`;
    return `${style.yellow(style.glyphs.warning)} ${printableLine(`${name} (${platform}) ${why}`)}: it does not count`;
  });
  if (unresolved.length > MOST_NAMES)
    lines.push(
      `${style.yellow(style.glyphs.warning)} nor do ${unresolved.length - MOST_NAMES} more (--json lists them)`,
    );
  return lines.join('\n');
}

function verdictLine({ name, conclusion, summary }: Check, style: Style): string {
  const { glyph, paint } = conclusionLook(conclusion, style);
  return `${paint(glyph)} ${name}: ${printableLine(summary)}`;
}
