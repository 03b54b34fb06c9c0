import { onlyColors } from '../diagnostics/printable.ts';
import { thisHost } from '../platform/host.ts';
import { StorageError } from '../platform/storage-error.ts';
import { EXIT } from './exit-code.ts';
import { type OutputLoss, tellOutputLoss } from './output-loss.ts';
import type { Screen } from './render/renderer.ts';
import { streamScreen } from './render/screen.ts';
import { createStyle, type Style } from './render/style.ts';

export type ColorChoice = 'auto' | 'always' | 'never';

/** What writing to a closed pipe ends with. */
const GONE: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'ENOTCONN']);

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
  watchOutput();
  return {
    screen,
    style: createStyle(screen),
    errorStyle: createStyle(errors),
    isTerminal: process.stdout.isTTY === true,
    print: (text) => screen.write(wholeLines(text)),
    remark: (text) => errors.write(wholeLines(text)),
  };
}

/** Texts of others are made harmless where they are read; what was forgotten there does nothing here. */
function wholeLines(text: string): string {
  return onlyColors(text.endsWith('\n') ? text : `${text}\n`);
}

let watched = false;

/** The first loss is the one that is told: a stream that has failed goes on failing, with other words. */
let lost: OutputLoss | undefined;

/** Ends as nobody reads any more, or as the output cannot be written; the same for what is printed without a console. */
export function watchOutput(): void {
  if (watched) return;
  watched = true;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (lost === undefined) {
        lost = lossOf(error, stream);
        if (lost.kind === 'broken' && stream === process.stdout)
          process.stderr.write(`error: ${lost.reason}\n`);
      }
      // A run has processes to end first.
      if (tellOutputLoss(lost)) return;
      process.exit(lost.kind === 'unread' ? (process.exitCode ?? EXIT.fine) : EXIT.internal);
    });
  }
}

function lossOf(error: NodeJS.ErrnoException, stream: NodeJS.WriteStream): OutputLoss {
  const { code = '' } = error;
  // `EIO` is what a terminal that was closed answers; a file means its disk.
  if (GONE.has(code) || (code === 'EIO' && stream.isTTY)) return { kind: 'unread' };
  const name = stream === process.stdout ? 'the standard output' : 'the standard error';
  return { kind: 'broken', reason: new StorageError(name, error).message };
}
