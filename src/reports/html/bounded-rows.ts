import { byteLength, type Html, html } from './html.ts';

export interface BoundedRows {
  readonly rows: readonly Html[];
  /** How many were left out. */
  readonly cut: number;
}

/** The first of the rows that `room` bytes hold. Whoever shows them says how many were cut. */
export function boundedRows<Row>(all: readonly Row[], room: number, render: (row: Row) => Html): BoundedRows {
  const rows: Html[] = [];
  let left = room;
  for (const row of all) {
    const text = render(row);
    left -= byteLength(text);
    if (left < 0) break;
    rows.push(text);
  }
  return { rows, cut: all.length - rows.length };
}

/** `… and 12 more, left out to keep this page small.` */
export function cutNote(cut: number, noun: string): Html | undefined {
  return cut === 0
    ? undefined
    : html`<p class="cut">${cut} more ${noun}${cut > 1 && 's'} left out to keep this page small.</p>`;
}
