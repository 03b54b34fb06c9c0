/** A test point: `not ok 2 - has an apogee # time=10.3ms {`. */
export interface TapPoint {
  readonly ok: boolean;
  readonly name: string;
  readonly directive?: { readonly kind: 'skip' | 'todo'; readonly reason: string };
  /** Milliseconds, from `# time=`. */
  readonly duration?: number;
  /** Its subtests follow within braces. */
  readonly opens: boolean;
}

const POINT = /^(not )?ok\b(?: +\d+)?(?: +-)?(?: +(.*))?$/s;
/** ` # SKIP reason`, in any case; a `#` with a backslash in front belongs to the name. */
const DIRECTIVE = /(?:^|[^\\]|\\\\)#\s*(skip|todo)\b\S*\s*(.*)$/is;
const TIME = /(?:^| )# time=(\d+(?:\.\d+)?)(ms|s)\s*/;

/** Undefined for a line that is no test point. `text` is without indentation and line break. */
export function readPoint(text: string): TapPoint | undefined {
  const match = POINT.exec(text);
  if (match === null) return undefined;
  const [, not, rest = ''] = match;
  const opens = / \{$/.test(` ${rest}`);
  let described = opens ? rest.slice(0, -1).trimEnd() : rest;
  const time = TIME.exec(described);
  if (time !== null) described = described.replace(TIME, ' ').trimEnd();
  const directive = DIRECTIVE.exec(described);
  const name =
    directive === null ? described : described.slice(0, described.indexOf('#', directive.index)).trimEnd();
  return {
    ok: not === undefined,
    name: unescaped(name),
    ...(directive !== null && {
      directive: {
        kind: directive[1]?.toLowerCase() === 'todo' ? 'todo' : 'skip',
        reason: (directive[2] ?? '').trim(),
      },
    }),
    ...(time !== null && { duration: Number(time[1]) * (time[2] === 's' ? 1000 : 1) }),
    opens,
  };
}

/** A name as its author wrote it: TAP puts a backslash in front of `#` and of backslashes. */
export function unescaped(name: string): string {
  return name.replace(/\\([#\\])/g, '$1').trim();
}
