import { printableLine } from '../../diagnostics/printable.ts';
import { amountText } from '../../reports/benchmarks/benchmark-words.ts';
import type { MeasuredLeg } from '../bench/measured-run.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

const COLUMNS = [
  { title: 'benchmark', min: 12, cut: 'middle' },
  { title: 'leg', drop: 1 },
  { title: 'measured', align: 'right' },
  { title: 'by', drop: 2 },
] as const;

/** What each benchmark came to, in the order of the reports, and what was not measured. */
export function renderMeasured(
  legs: readonly MeasuredLeg[],
  { style, width }: { readonly style: Style; readonly width: number },
): string {
  const several = legs.length > 1;
  const rows = legs.flatMap(({ leg, reports }) =>
    reports.flatMap(({ benchmarks, tool }) =>
      benchmarks.map(({ name, metrics: [first] }) => [
        { text: printableLine(name) },
        { text: several ? leg.id : '' },
        { text: first === undefined ? '' : amountText(first.value, printableLine(first.unit)) },
        { text: first === undefined ? '' : `${first.statistic}, ${printableLine(tool)}` },
      ]),
    ),
  );
  const gaps = legs.flatMap(({ reports }) => reports.flatMap((report) => report.gaps));
  return [
    ...(rows.length === 0
      ? ['Nothing was measured.']
      : renderTable(COLUMNS, rows, { width, ellipsis: style.ellipsis, header: style.dim })),
    ...gaps.map((gap) => `${style.yellow(style.glyphs.warning)} ${printableLine(gap)}`),
  ].join('\n');
}
