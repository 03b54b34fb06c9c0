/** What a YAML block below a test point says, as far as anybody asks. */
export interface PointDetails {
  /** Milliseconds. */
  readonly duration?: number;
  readonly message?: string;
  readonly type?: string;
  /** Where node:test, vitest and node-tap say the test or the fault is: `/tmp/project/a.test.js:3:1`. */
  readonly place?: string;
}

/** A key with what stands on its line. */
const KEY = /^(\s*)([\w-]{1,40}):(?: (.*))?$/;

/**
 * Reads the few scalars that are asked for from the lines of a block (TAP 14, "YAML Diagnostics"; keys as node:test, vitest and node-tap
 * write them). Not a YAML parser: a file has a block for each of its tests, and what it holds beside these may be anything.
 */
export function readPointDetails(lines: readonly string[]): PointDetails {
  const found = new Map<string, string>();
  for (let at = 0; at < lines.length; at++) {
    const [, indent, key = '', value = ''] = KEY.exec(lines[at] ?? '') ?? [];
    if (indent === undefined || found.has(key) || !WANTED.has(key)) continue;
    if (!/^[|>][-+]?\d?$/.test(value)) {
      if (value !== '') found.set(key, scalar(value));
      continue;
    }
    const text: string[] = [];
    while (at + 1 < lines.length && isDeeper(lines[at + 1] ?? '', indent.length))
      text.push((lines[++at] ?? '').trim());
    found.set(key, text.join('\n'));
  }
  const duration = Number(found.get('duration_ms') ?? Number.NaN);
  const message = found.get('message') ?? found.get('error') ?? found.get('failureType');
  const type = found.get('name');
  const apart = found.has('fileName') ? `${found.get('fileName')}:${found.get('lineNumber')}` : undefined;
  const place = found.get('at') ?? found.get('location') ?? apart;
  return {
    ...(Number.isFinite(duration) && { duration }),
    ...(message !== undefined && { message }),
    ...(type !== undefined && { type }),
    ...(place !== undefined && { place }),
  };
}

const WANTED: ReadonlySet<string> = new Set([
  'duration_ms',
  'message',
  'error',
  'failureType',
  'name',
  'at',
  'location',
  'fileName',
  'lineNumber',
]);

function isDeeper(line: string, indent: number): boolean {
  return line.trim() === '' || line.length - line.trimStart().length > indent;
}

/** Quoted or plain (YAML 1.2, 7.3). */
function scalar(text: string): string {
  if (text.startsWith("'") && text.endsWith("'") && text.length > 1)
    return text.slice(1, -1).replaceAll("''", "'");
  if (!text.startsWith('"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : text;
  } catch {
    return text;
  }
}
