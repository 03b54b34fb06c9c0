import { cut, cutMiddle, pad, textWidth } from '../../diagnostics/text-width.ts';
import type { Paint } from './style.ts';

export interface Column {
  /** Absent in tables without a header. */
  readonly title?: string;
  readonly align?: 'left' | 'right';
  /**
   * The width below which this column does not shrink. Without it the column keeps the width of its longest cell.
   */
  readonly min?: number;
  /** Where a cell loses text that does not fit. */
  readonly cut?: 'end' | 'middle';
  /** Columns with a number leave the table when it does not fit even shrunk: the lowest number first. */
  readonly drop?: number;
  /** Spaces after the column; 2 unless said. */
  readonly gap?: number;
}

export interface Cell {
  /** One line, harmless, without colours. */
  readonly text: string;
  readonly paint?: Paint;
}

export interface TableOptions {
  /** Columns of the terminal the table may use. */
  readonly width: number;
  readonly ellipsis: string;
  /** Spaces before each line. */
  readonly indent?: number;
  readonly header?: Paint;
}

const GAP = 2;

function gapsOf(shown: readonly ShownColumn[]): number {
  return shown.slice(0, -1).reduce((sum, { column }) => sum + (column.gap ?? GAP), 0);
}

/**
 * A table as lines, none wider than `width`. Columns in which every cell is empty are left out; when there is too little room
 * the widest shrinkable column gives way first, then whole columns by `drop`.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  options: TableOptions,
): string[] {
  const room = options.width - (options.indent ?? 0);
  let shown = columns.flatMap((column, at) =>
    rows.some((row) => (row[at]?.text ?? '') !== '')
      ? [{ column, at, natural: naturalWidth(column, rows, at) }]
      : [],
  );
  while (leastWidth(shown) > room && shown.some(({ column }) => column.drop !== undefined)) {
    const first = Math.min(...shown.map(({ column }) => column.drop ?? Number.POSITIVE_INFINITY));
    shown = shown.filter(({ column }) => column.drop !== first);
  }
  const widths = shrink(shown, room);
  const line = (cells: readonly (Cell | undefined)[]): string => renderRow(shown, widths, cells, options);
  const titles = columns.map((column) => ({
    text: column.title ?? '',
    ...(options.header && { paint: options.header }),
  }));
  const body = rows.map((row) => line(row));
  return columns.some(({ title }) => title !== undefined) ? [line(titles), ...body] : body;
}

interface ShownColumn {
  readonly column: Column;
  readonly at: number;
  readonly natural: number;
}

function naturalWidth(column: Column, rows: readonly (readonly Cell[])[], at: number): number {
  return rows.reduce(
    (width, row) => Math.max(width, textWidth(row[at]?.text ?? '')),
    textWidth(column.title ?? ''),
  );
}

function leastWidth(shown: readonly ShownColumn[]): number {
  const gaps = gapsOf(shown);
  return shown.reduce((sum, { column, natural }) => sum + Math.min(natural, column.min ?? natural), gaps);
}

function shrink(shown: readonly ShownColumn[], room: number): number[] {
  const widths = shown.map(({ natural }) => natural);
  let excess = widths.reduce((sum, width) => sum + width, gapsOf(shown)) - room;
  while (excess > 0) {
    let widest = -1;
    for (const [index, { column }] of shown.entries()) {
      const width = widths[index] ?? 0;
      if (width > (column.min ?? width) && width > (widths[widest] ?? 0)) widest = index;
    }
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess--;
  }
  return widths;
}

function renderRow(
  shown: readonly ShownColumn[],
  widths: readonly number[],
  cells: readonly (Cell | undefined)[],
  { width, ellipsis, indent = 0 }: TableOptions,
): string {
  let line = ' '.repeat(indent);
  let start = indent;
  for (const [index, { column, at }] of shown.entries()) {
    const cell = cells[at] ?? { text: '' };
    const room = Math.max(0, Math.min(widths[index] ?? 0, width - start));
    const text = (column.cut === 'middle' ? cutMiddle : cut)(cell.text, room, ellipsis);
    // No line ends in spaces: they are written only when something follows.
    if (text !== '') {
      const from = column.align === 'right' ? start + room - textWidth(text) : start;
      line = pad(line, from) + (cell.paint?.(text) ?? text);
    }
    start += room + (column.gap ?? GAP);
  }
  return line;
}

/** Tab-separated values with a header line, for other programs: no shortening, no colours. */
export function renderTsv(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return [titles, ...rows]
    .map((row) => `${row.map((cell) => cell.replace(/\s/g, ' ')).join('\t')}\n`)
    .join('');
}
