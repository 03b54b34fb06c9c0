/** A table of Markdown (GitHub Flavored Markdown 0.29 §4.10). Cells are Markdown already, on one line. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell || NOTHING).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What stands in a cell that has nothing to say. */
const NOTHING = '—';
