import { printableLine } from '../../diagnostics/printable.ts';
import { wrap } from '../../diagnostics/text-width.ts';
import {
  amountText,
  couldSeeText,
  intervalText,
  ratioText,
} from '../../reports/benchmarks/benchmark-words.ts';
import {
  type ComparisonReport,
  comparisonCheck,
  errorSentences,
  unpairedReason,
  worstFirst,
} from '../../reports/benchmarks/comparison/comparison-report.ts';
import type { BenchmarkComparison } from '../../reports/benchmarks/comparison/measure-rounds.ts';
import type { Verdict } from '../../reports/benchmarks/comparison/verdict.ts';
import { median } from '../../run/order-statistics.ts';
import { count } from '../../run/run-words.ts';
import type { BisectedRegression } from '../bench/bisect-regression.ts';
import { conclusionLook } from './conclusion-look.ts';
import type { Paint, Style } from './style.ts';
import { type Cell, renderTable } from './table.ts';

interface View {
  readonly style: Style;
  readonly width: number;
}

const COLUMNS = [
  { min: 1, gap: 1 },
  { title: 'benchmark', min: 12, cut: 'middle' },
  { title: 'against', min: 4, drop: 3 },
  { title: 'before', align: 'right', drop: 2 },
  { title: 'now', align: 'right', drop: 2 },
  { title: 'ratio', align: 'right' },
  { title: 'between', align: 'right' },
  { title: 'verdict' },
  { title: 'could see', align: 'right', drop: 1 },
] as const;

/** The worst first, then what is promised of the verdicts, and the verdict over all. */
export function renderComparison(report: ComparisonReport, { style, width }: View): string {
  const rows = worstFirst(report.comparisons).map((one) => rowOf(one, style));
  const table = renderTable(COLUMNS, rows, { width, ellipsis: style.ellipsis, header: style.dim });
  const { conclusion, summary } = comparisonCheck(report);
  const { glyph, paint } = conclusionLook(conclusion, style);
  return [
    ...table,
    ...(rows.length === 0 ? [] : ['']),
    ...report.unpaired.map(
      ({ benchmark, missing }) =>
        `${style.yellow(style.glyphs.warning)} ${printableLine(benchmark)}: ${printableLine(unpairedReason(missing))}`,
    ),
    ...errorSentences(report).flatMap((line) => wrap(line, width).map(style.dim)),
    paint(`${glyph} ${summary}`),
  ].join('\n');
}

function rowOf(
  { benchmark, baseline, base, head, unit, estimate }: BenchmarkComparison,
  style: Style,
): readonly Cell[] {
  const { glyph, paint } = lookOf(estimate.verdict, style);
  const amount = (values: readonly number[]): string => amountText(median(values), printableLine(unit));
  return [
    { text: glyph, paint },
    { text: printableLine(benchmark) },
    { text: printableLine(baseline) },
    { text: amount(base) },
    { text: amount(head) },
    { text: `${ratioText(estimate.ratio)} ×` },
    { text: intervalText(estimate) },
    { text: estimate.verdict.toUpperCase(), paint },
    { text: couldSeeText(estimate) },
  ];
}

function lookOf(
  verdict: Verdict,
  { glyphs, red, yellow, green }: Style,
): { readonly glyph: string; readonly paint: Paint } {
  switch (verdict) {
    case 'proved':
      return { glyph: glyphs.failed, paint: red };
    case 'likely':
      return { glyph: glyphs.warning, paint: red };
    case 'undecided':
      return { glyph: glyphs.waiting, paint: yellow };
    case 'small':
      return { glyph: glyphs.flaky, paint: yellow };
    case 'clear':
      return { glyph: glyphs.passed, paint: green };
    default:
      return verdict satisfies never;
  }
}

/** Which commit it was, or those one of which it was. */
export function renderBisected(
  { benchmark, baseline, suspects, asked, of }: BisectedRegression,
  style: Style,
): string {
  const what = `${printableLine(benchmark)} became slower than ${printableLine(baseline)}`;
  const measured = style.dim(`${count(asked, 'commit')} of ${of} measured.`);
  if (suspects.length === 0)
    return `${style.red(style.glyphs.failed)} ${what} by what is not committed. ${measured}`;
  const by =
    suspects.length === 1 ? 'with this commit' : 'with one of these commits, which could not be told apart';
  const lines = suspects.map(({ commit, subject }) => `  ${commit.slice(0, 12)} ${printableLine(subject)}`);
  return [`${style.red(style.glyphs.failed)} ${what} ${by}: ${measured}`, ...lines].join('\n');
}
