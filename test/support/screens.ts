import headless from '@xterm/headless';
import type { Screen } from '../../src/cli/render/renderer.ts';

/** A place to write to that keeps everything: for renderers that only append. */
export class PaperScreen implements Screen {
  readonly columns: number;
  readonly rows = 24;
  readonly color: boolean;
  readonly unicode: boolean;
  text = '';

  constructor(abilities: { columns?: number; color?: boolean; unicode?: boolean } = {}) {
    this.columns = abilities.columns ?? 100;
    this.color = abilities.color ?? false;
    this.unicode = abilities.unicode ?? true;
  }

  write(text: string): void {
    this.text += text;
  }

  onResize(): () => void {
    return () => undefined;
  }
}

/** A real terminal's insides (xterm.js), so that tests see what a person would. */
export class TerminalScreen implements Screen {
  readonly color: boolean;
  readonly unicode: boolean;
  /** Every title somebody tried to set. */
  readonly titles: string[] = [];
  /** What was written, as it was. */
  readonly writes: string[] = [];
  readonly #terminal: headless.Terminal;
  readonly #listeners = new Set<() => void>();

  constructor(columns: number, rows: number, abilities: { color?: boolean; unicode?: boolean } = {}) {
    this.color = abilities.color ?? false;
    this.unicode = abilities.unicode ?? true;
    this.#terminal = new headless.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true });
    this.#terminal.onTitleChange((title) => this.titles.push(title));
  }

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  write(text: string): void {
    this.writes.push(text);
    this.#terminal.write(text);
  }

  onResize(callback: () => void): () => void {
    this.#listeners.add(callback);
    return () => void this.#listeners.delete(callback);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.settle();
    this.#terminal.resize(columns, rows);
    for (const callback of this.#listeners) callback();
    await this.settle();
  }

  /** The terminal works off what it was given later; this waits for it. */
  settle(): Promise<void> {
    return new Promise((resolve) => this.#terminal.write('', resolve));
  }

  /** The visible rows, without spaces at their ends; empty rows at the bottom left out. */
  async visible(): Promise<string> {
    await this.settle();
    const { baseY } = this.#terminal.buffer.active;
    return this.#lines(baseY, baseY + this.rows);
  }

  /** Everything since the start, as one would see it by scrolling up. */
  async history(): Promise<string> {
    await this.settle();
    return this.#lines(0, this.#terminal.buffer.active.length);
  }

  /** Rows that a line before them has run over into. */
  async wrappedRows(): Promise<number> {
    await this.settle();
    const buffer = this.#terminal.buffer.active;
    let wrapped = 0;
    for (let row = 0; row < buffer.length; row++) if (buffer.getLine(row)?.isWrapped === true) wrapped++;
    return wrapped;
  }

  #lines(from: number, to: number): string {
    const buffer = this.#terminal.buffer.active;
    const rows: string[] = [];
    for (let row = from; row < to; row++) rows.push(buffer.getLine(row)?.translateToString(true) ?? '');
    return rows.join('\n').trimEnd();
  }
}

/** A template's text without its first line break and its indentation, to write screens into tests as they look. */
export function screenText(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const text = String.raw({ raw: strings.raw.map((part) => part.replaceAll('\\`', '`')) }, ...values);
  const lines = text
    .replace(/^\n/, '')
    .replace(/\n[ ]*$/, '')
    .split('\n');
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n');
}
