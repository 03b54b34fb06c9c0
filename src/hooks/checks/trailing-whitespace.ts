import { linesOf } from '../byte-lines.ts';
import {
  type BadOption,
  FINE,
  type FileHook,
  type Outcome,
  type PreparedHook,
  USUAL_STAGES,
} from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';

/**
 * Takes white space off the ends of lines. Source: pre-commit-hooks, `trailing_whitespace_fixer.py`. White space is what Python's
 * `bytes.rstrip()` takes off: space, tab, vertical tab, form feed, carriage return; a no-break space is text. A line that ends with
 * `\r\n` goes on doing so.
 */
export const trailingWhitespace: FileHook = {
  name: 'trailing-whitespace',
  says: 'white space at the ends of lines',
  fixes: true,
  types: ['text'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {
      '--markdown-linebreak-ext': { key: 'markdown', takes: 'value' },
      '--no-markdown-linebreak-ext': { key: 'ignored', takes: 'nothing' },
      '--chars': { key: 'chars', takes: 'value' },
    });
    if (isBad(given)) return given;
    const chars = given.get('chars')?.at(-1);
    const stripped = chars === undefined ? WHITE : new Set(Buffer.from(chars));
    return prepared(given.get('markdown') ?? [], stripped);
  },
};

/** `\t \n \v \f \r` and space. */
const WHITE: ReadonlySet<number> = new Set([9, 10, 11, 12, 13, 32]);
const SPACE = 32;

function prepared(markdown: readonly string[], stripped: ReadonlySet<number>): PreparedHook | BadOption {
  if (markdown.includes(''))
    return { kind: 'bad-option', message: "'--markdown-linebreak-ext' needs an extension, or '*'" };
  const everywhere = markdown.includes('*');
  const endings = markdown
    .join(',')
    .split(',')
    .map((ending) => `.${ending.toLowerCase().replace(/^\.+/, '')}`);
  const eaten = endings.find((ending) => /[./\\:]/.test(ending.slice(1)));
  if (eaten !== undefined)
    return {
      kind: 'bad-option',
      message: `'${eaten}' is no extension. Write '--markdown-linebreak-ext=md', in one word`,
    };
  return {
    kind: 'each',
    look: ({ path, bytes }) =>
      isSuspect(bytes, stripped)
        ? look(bytes, stripped, everywhere || endings.includes(extensionOf(path)))
        : FINE,
  };
}

/** As Python's `os.path.splitext`: a name that begins with a dot has no extension by that. */
function extensionOf(path: string): string {
  return /[^/.][^/]*?(\.[^./]*)$/.exec(path.toLowerCase())?.[1] ?? '';
}

/** Is there a line that might have something at its end? Most files have none, and are read through once. */
function isSuspect(bytes: Buffer, stripped: ReadonlySet<number>): boolean {
  for (let end = bytes.indexOf(10); ; end = bytes.indexOf(10, end + 1)) {
    const isLast = end === -1;
    let at = (isLast ? bytes.length : end) - 1;
    if (!isLast && bytes[at] === 13) at -= 1;
    const before = bytes[at] ?? 10;
    if (before !== 10 && stripped.has(before)) return true;
    if (isLast) return false;
  }
}

function look(bytes: Buffer, stripped: ReadonlySet<number>, isMarkdown: boolean): Outcome {
  const parts: Buffer[] = [];
  const complaints: { line: number; message: string }[] = [];
  let line = 0;
  for (const whole of linesOf(bytes)) {
    line += 1;
    const ending = endingOf(whole);
    const text = whole.subarray(0, whole.length - ending);
    const kept = keptOf(text, stripped, isMarkdown);
    if (kept.length + kept.spaces === text.length) {
      parts.push(whole);
      continue;
    }
    complaints.push({ line, message: 'white space at the end of the line' });
    parts.push(text.subarray(0, kept.length));
    if (kept.spaces > 0) parts.push(Buffer.from('  '));
    if (ending > 0) parts.push(whole.subarray(text.length));
  }
  return complaints.length === 0 ? FINE : { complaints, fixed: Buffer.concat(parts) };
}

function endingOf(line: Buffer): number {
  if (line.at(-1) !== 10) return 0;
  return line.at(-2) === 13 ? 2 : 1;
}

/** How many bytes stay, and how many spaces that are a line break in Markdown. */
function keptOf(
  text: Buffer,
  stripped: ReadonlySet<number>,
  isMarkdown: boolean,
): { readonly length: number; readonly spaces: number } {
  const isBreak =
    isMarkdown && text.at(-1) === SPACE && text.at(-2) === SPACE && text.some((byte) => !WHITE.has(byte));
  let length = isBreak ? text.length - 2 : text.length;
  while (length > 0 && stripped.has(text[length - 1] ?? 0)) length -= 1;
  return { length, spaces: isBreak ? 2 : 0 };
}
