import { textWidth } from '../../diagnostics/text-width.ts';
import type { Screen } from './renderer.ts';

/**
 * The control functions used, and no others. ECMA-48: CUU (A), ED (J), EL (K). DEC private modes: 7 autowrap, 25 cursor, and
 * 2026, synchronized output, which terminals that do not know it ignore (a mode set is not answered).
 */
const CSI = '\u001b[';
const UP = (rows: number): string => (rows > 0 ? `${CSI}${rows}A` : '');
const DOWN = (rows: number): string => '\r\n'.repeat(rows);
const ERASE_LINE_END = `${CSI}K`;
const ERASE_BELOW = `${CSI}J`;
const FRAME_START = `${CSI}?2026h${CSI}?7l`;
const FRAME_END = `${CSI}?7h${CSI}?2026l`;
const HIDE_CURSOR = `${CSI}?25l`;
const SHOW_CURSOR = `${CSI}?25h`;

/**
 * Keeps a block of lines at the end of what was printed, and rewrites only what changed in it. Between frames the cursor stands
 * at the start of the block's last line. No line may be wider than the terminal; autowrap is off while a frame is drawn, so
 * that a character whose width the terminal sees otherwise cannot break the block.
 */
export class BlockWriter {
  readonly #screen: Screen;
  #shown: readonly string[] = [];
  /** Rows between the block's first one and the cursor; differs from the number of lines when a resize has rewrapped them. */
  #rowsAbove = 0;
  #columns: number;
  #rows: number;
  #hidden = false;

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#columns = screen.columns;
    this.#rows = screen.rows;
  }

  /** Prints `above` for good, and `block` below it in place of the one that was there. Writes nothing when nothing changed. */
  draw(above: readonly string[], block: readonly string[]): void {
    const changed = this.#measureResize() || above.length > 0;
    const text = changed ? this.#redraw(above, block) : this.#difference(block);
    this.#shown = block;
    this.#rowsAbove = Math.max(0, block.length - 1);
    if (text === '') return;
    const hide = this.#hidden ? '' : HIDE_CURSOR;
    this.#hidden = true;
    this.#screen.write(hide + FRAME_START + text + FRAME_END);
  }

  /** Takes the block away and gives the cursor back. Safe to call at any time and more than once, from a signal handler too. */
  close(): void {
    if (!this.#hidden) return;
    this.#measureResize();
    this.#hidden = false;
    this.#screen.write(`\r${UP(this.#rowsAbove)}${ERASE_BELOW}${FRAME_END}${SHOW_CURSOR}`);
    this.#shown = [];
    this.#rowsAbove = 0;
  }

  /**
   * After a change of width most terminals have rewrapped the lines above the cursor, so the block begins further up than it did.
   * Those that cut instead (old xterm, conhost) lose a few permanent lines from view then.
   */
  #measureResize(): boolean {
    const { columns, rows } = this.#screen;
    if (columns === this.#columns && rows === this.#rows) return false;
    const rowsOf = (line: string): number => Math.max(1, Math.ceil(textWidth(line) / Math.max(1, columns)));
    const above = this.#shown.slice(0, -1).reduce((sum, line) => sum + rowsOf(line), 0);
    // What has scrolled out at the top is out of reach.
    this.#rowsAbove = Math.min(above, rows - 1);
    this.#columns = columns;
    this.#rows = rows;
    return true;
  }

  #redraw(above: readonly string[], block: readonly string[]): string {
    const lines = [...above, ...block].map((line) => line + ERASE_LINE_END);
    const tail = block.length === 0 ? '\r\n' : '';
    return `\r${UP(this.#rowsAbove)}${lines.join('\r\n')}${tail}${ERASE_BELOW}\r`;
  }

  #difference(block: readonly string[]): string {
    let text = '';
    let row = this.#rowsAbove;
    const last = Math.max(0, block.length - 1);
    for (const [index, line] of block.entries()) {
      if (index < this.#shown.length && line === this.#shown[index]) continue;
      text += `${(index < row ? UP(row - index) : DOWN(index - row)) + line + ERASE_LINE_END}\r`;
      row = index;
    }
    if (text === '' && block.length === this.#shown.length) return '';
    text += row < last ? DOWN(last - row) : UP(row - last);
    if (block.length >= this.#shown.length) return text;
    // What stood below the new last line goes; the line itself is written once more, since ED erases from the cursor on.
    return `${text}${block[last] ?? ''}${ERASE_BELOW}\r`;
  }
}
