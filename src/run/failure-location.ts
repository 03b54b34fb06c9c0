import type { JobFinished } from './run-event.ts';

type FailureLocation = NonNullable<NonNullable<JobFinished['failure']>['location']>;

/**
 * Where in a source file an error message says the fault is. The shapes: `path:line:col: text` and `path:line: text` (gcc, ruff,
 * mypy, go, eslint's unix format …), `path(line,col): text` (tsc, MSBuild), `File "path", line N` (Python), `--> path:line:col` (rustc),
 * `panicked at path:line:col` (Rust), `at … (path:line:col)` (V8 stack frames). Linear expressions over lines cut to a fixed length.
 */
const SHAPES: readonly RegExp[] = [
  /^\s*-->\s(?<path>[^\s:]{1,300}):(?<line>\d{1,7}):(?<column>\d{1,7})$/,
  /^\s*File "(?<path>[^"]{1,300})", line (?<line>\d{1,7})/,
  /^\s*(?:\S{1,20}\s)?(?<path>(?:[A-Za-z]:)?[^\s:()'"]{1,300}\.[A-Za-z0-9]{1,8}):(?<line>\d{1,7})(?::(?<column>\d{1,7}))?(?::|\s|$)(?<message>.*)$/,
  /^\s*(?<path>[^\s:()'"]{1,300}\.[A-Za-z0-9]{1,8})\((?<line>\d{1,7}),(?<column>\d{1,7})\): (?<message>.*)$/,
  /\bpanicked at (?<path>[^\s:]{1,300}):(?<line>\d{1,7}):(?<column>\d{1,7}):?$/,
  /\((?:file:\/\/)?(?<path>[^\s()]{1,300}\.[A-Za-z0-9]{1,8}):(?<line>\d{1,7}):(?<column>\d{1,7})\)$/,
  /^\s*at (?:file:\/\/)?(?<path>[^\s()]{1,300}\.[A-Za-z0-9]{1,8}):(?<line>\d{1,7}):(?<column>\d{1,7})$/,
];

const LONGEST_LINE = 500;
/** Colours stand between a path and its line in many tools' output. */
const COLOR = /\u001b\[[\d;]*m/g;

/**
 * The first place named in the output, and the index of the line that names it: one that is a file of the project. `relativePath` gives
 * a path as seen from the checkout's root, with forward slashes, or undefined when it is no file there (a library's, an invented one).
 */
export function findFailureLocation(
  lines: readonly string[],
  relativePath: (path: string) => string | undefined,
): { readonly location: FailureLocation; readonly index: number } | undefined {
  for (const [index, line] of lines.entries()) {
    const text = line.slice(0, LONGEST_LINE).replace(COLOR, '').trimEnd();
    for (const shape of SHAPES) {
      const groups = shape.exec(text)?.groups;
      const path = groups?.path === undefined ? undefined : relativePath(groups.path);
      if (groups === undefined || path === undefined) continue;
      const message = groups.message?.trim();
      const location = {
        path,
        line: Number(groups.line),
        ...(groups.column !== undefined && { column: Number(groups.column) }),
        ...(message && { message }),
      };
      return { location, index };
    }
  }
  return undefined;
}
