import { printableLine } from '../../diagnostics/printable.ts';
import { wrap } from '../../diagnostics/text-width.ts';
import { amountText } from '../../reports/benchmarks/benchmark-words.ts';
import type { BenchmarkSeries } from '../../reports/benchmarks/history/benchmark-series.ts';
import { changeSentence, isWorse, newestFirst } from '../../reports/benchmarks/history/series-words.ts';
import type { Paint, Style } from './style.ts';
import { type Cell, renderTable } from './table.ts';

interface View {
  readonly style: Style;
  readonly width: number;
}

const COLUMNS = [
  { title: 'benchmark', min: 14, cut: 'middle' },
  { title: 'commits', align: 'right', drop: 2 },
  { title: 'trend', drop: 1 },
  { title: 'first', align: 'right', drop: 3 },
  { title: 'now', align: 'right' },
  { title: 'last change', align: 'right' },
] as const;

/** Series by machine, and below them what has changed, the newest first. */
export function renderBenchHistory(series: readonly BenchmarkSeries[], view: View): string {
  const { style, width } = view;
  const machines = [...new Set(series.map(placeOf))];
  const tables = machines.map((machine) => {
    const own = series.filter((one) => placeOf(one) === machine);
    const rows = own.map((one) => rowOf(one, style));
    const table = renderTable(COLUMNS, rows, {
      width,
      ellipsis: style.ellipsis,
      header: style.dim,
      indent: 2,
    });
    return [
      ...wrap(printableLine(machine), width).map(style.bold),
      ...table.map((line) => `  ${line}`),
      '',
    ].join('\n');
  });
  const changes = newestFirst(series).map(({ one, change }) => {
    const paint = isWorse(one, change) ? style.red : style.green;
    const text = `${printableLine(one.benchmark)}: ${printableLine(changeSentence(one, change))}`;
    return wrap(text, width - 2)
      .map((line, index) =>
        index === 0
          ? `${paint(isWorse(one, change) ? style.glyphs.failed : style.glyphs.passed)} ${line}`
          : `  ${line}`,
      )
      .join('\n');
  });
  return [
    ...tables,
    ...(changes.length === 0
      ? [style.dim('No level has changed, as far as so many commits can tell.')]
      : changes),
  ].join('\n');
}

/** Jobs and tools are told where there could be several. */
function placeOf({ machine, job, tool }: BenchmarkSeries): string {
  return `${machine}: ${tool}${job === '' ? '' : `, ${job}`}`;
}

function rowOf(one: BenchmarkSeries, style: Style): readonly Cell[] {
  const { points, unit, changes, metric } = one;
  const [first, last] = [points.at(0), points.at(-1)];
  const change = changes.at(-1);
  const plain: Paint = (text) => text;
  return [
    {
      text: printableLine(
        unit === 's' || unit === 'op/s' ? one.benchmark : `${one.benchmark} ${style.dot} ${metric}`,
      ),
    },
    { text: String(points.length) },
    {
      text: sparkline(
        points.map(({ value }) => value),
        style,
      ),
    },
    { text: first === undefined ? '' : printableLine(amountText(first.value, unit)) },
    { text: last === undefined ? '' : printableLine(amountText(last.value, unit)) },
    {
      text: change === undefined ? 'none' : percentChange(change.before, change.after),
      paint:
        change === undefined
          ? style.dim
          : isWorse(one, change)
            ? style.red
            : change.before === change.after
              ? plain
              : style.green,
    },
  ];
}

function percentChange(before: number, after: number): string {
  if (before <= 0) return `${before} → ${after}`;
  const percent = 100 * (after / before - 1);
  return `${percent >= 0 ? '+' : ''}${percent.toFixed(Math.abs(percent) < 10 ? 1 : 0)} %`;
}

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const MOST_BLOCKS = 20;

/** The last values; nothing on terminals that cannot show it. */
function sparkline(values: readonly number[], style: Style): string {
  if (!style.unicode || values.length < 2) return '';
  const last = values.slice(-MOST_BLOCKS);
  const [least, most] = [Math.min(...last), Math.max(...last)];
  // What differs by a tenth does not fill the height.
  const span = Math.max(most - least, most * 0.1, Number.MIN_VALUE);
  const middle = (most + least) / 2;
  const at = (value: number): number => Math.round(((value - middle) / span + 0.5) * (BLOCKS.length - 1));
  return last.map((value) => BLOCKS[Math.max(0, Math.min(BLOCKS.length - 1, at(value)))] ?? '').join('');
}
