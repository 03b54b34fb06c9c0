import { thisHost } from '../platform/host.ts';
import { EXIT } from './exit-code.ts';
import type { Screen } from './render/renderer.ts';
import { streamScreen } from './render/screen.ts';
import { createStyle, type Style } from './render/style.ts';

export type ColorChoice = 'auto' | 'always' | 'never';

/** What writing to a closed pipe or a terminal that was closed ends with. */
const GONE: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'ENOTCONN']);

/** Where a command prints: results on standard output, everything about them on standard error. */
export interface Console {
  readonly screen: Screen;
  readonly style: Style;
  readonly isTerminal: boolean;
  /** Writes a result; a final line break is added when it is missing. */
  print(text: string): void;
  /** Writes a remark or an error, in the style of standard error. */
  remark(text: string): void;
  readonly errorStyle: Style;
}

export function openConsole(color: ColorChoice): Console {
  const { os } = thisHost();
  const question = { env: process.env, os, color };
  const screen = streamScreen(process.stdout, question);
  const errors = streamScreen(process.stderr, question);
  // A reader that goes away (`| head`) is no fault of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A run has processes to end first: it hears of it like of the signal that others die of.
      if (process.emit('SIGPIPE', 'SIGPIPE')) return;
      process.exit(GONE.has(error.code ?? '') ? (process.exitCode ?? EXIT.fine) : EXIT.internal);
    });
  }
  return {
    screen,
    style: createStyle(screen),
    errorStyle: createStyle(errors),
    isTerminal: process.stdout.isTTY === true,
    print: (text) => screen.write(text.endsWith('\n') ? text : `${text}\n`),
    remark: (text) => errors.write(text.endsWith('\n') ? text : `${text}\n`),
  };
}
