import type { Screen } from './renderer.ts';
import { type TerminalQuestion, wantsColor, wantsUnicode } from './terminal-abilities.ts';

/** What a stream of this process can be asked; a pipe has no size. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** The screen behind `process.stdout` or `process.stderr`. Without a terminal it is 100 columns wide. */
export function streamScreen(stream: OutputStream, question: Omit<TerminalQuestion, 'tty'>): Screen {
  const asked = { ...question, tty: stream.isTTY === true };
  return {
    get columns() {
      return stream.columns || Number(question.env.COLUMNS) || 100;
    },
    get rows() {
      return stream.rows || 24;
    },
    color: wantsColor(asked),
    unicode: wantsUnicode(asked),
    write: (text) => void stream.write(text),
    onResize(callback) {
      stream.on('resize', callback);
      return () => void stream.off('resize', callback);
    },
  };
}
