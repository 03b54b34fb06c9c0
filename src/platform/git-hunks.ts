/** Lines from `first` to `last`, both from 1 and both included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** What a diff without context must be asked for, whatever a user's settings say. */
export const PLAIN_HUNKS = [
  '--unified=0',
  '--inter-hunk-context=0',
  '--find-renames',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--submodule=short',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

/**
 * The lines that a diff adds, by the name that a file has afterwards; nothing for lines that are only deleted, and no entry for files that are.
 * The format is the unified one (git-diff(1), "Generating patch text with -p"). What a changed line looks like is never taken for a
 * header: hunks say how many lines they have.
 */
export function addedLines(diff: string): ReadonlyMap<string, readonly LineRange[]> {
  const added = new Map<string, LineRange[]>();
  let ranges: LineRange[] = [];
  let toSkip = 0;
  for (const line of diff.split('\n')) {
    if (line.startsWith('\\')) continue;
    if (toSkip > 0) {
      toSkip -= 1;
      continue;
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/u.exec(line);
    if (hunk !== null) {
      const [before, after] = [Number(hunk[1] ?? 1), Number(hunk[3] ?? 1)];
      const first = Number(hunk[2]);
      if (after > 0) ranges.push({ first, last: first + after - 1 });
      toSkip = before + after;
    } else if (line.startsWith('+++ ')) {
      const name = unquoted(line.slice(4).replace(/\t$/u, ''));
      ranges = [];
      if (name !== '/dev/null') added.set(name.replace(/^b\//u, ''), ranges);
    }
  }
  return added;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** Names with quotes, backslashes or control characters stand in quotes, escaped as in C (git-config(1), core.quotePath). */
function unquoted(name: string): string {
  if (!name.startsWith('"') || !name.endsWith('"')) return name;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [, octal, letter, plain] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gsu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(ESCAPES[letter] ?? letter.charCodeAt(0));
    else bytes.push(...encoder.encode(plain));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
