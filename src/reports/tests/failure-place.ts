import { findFailureLocation } from '../../run/failure-location.ts';
import type { TestFailure, TestLocation } from './test-report.ts';

/** Where no project keeps its own files: packages, and the libraries that come with a language. */
const FOREIGN =
  /^node:|(?:^|[\\/])(?:node_modules|site-packages|dist-packages|\.cargo|rustc|\.venv|vendor)[\\/]|[\\/]go[\\/]src[\\/]|^(?:\/usr|<)/;

/** Lines of a failure that are looked at: the place is named at the top, or at the end of what was kept. */
const MOST_LINES = 200;

/** The place a failure's text names first, as far as it may be one of the project. */
export function failurePlace({ text, message }: TestFailure, className?: string): TestLocation | undefined {
  const lines = `${text ?? ''}\n${message}`.split('\n').slice(0, MOST_LINES).map(withoutMark);
  const found = findFailureLocation(lines, (path) =>
    FOREIGN.test(path)
      ? undefined
      : path
          .replace(/^file:\/\//, '')
          .replaceAll('\\', '/')
          .replace(/^\.\//, ''),
  );
  if (found !== undefined) return { path: found.location.path, line: found.location.line };
  return className === undefined ? undefined : javaPlace(lines, className);
}

/**
 * `at com.acme.OrbitTest.apogee(OrbitTest.java:9)`: frames of the JVM name the file without its folder, which is the package's
 * (java.lang.StackTraceElement, `toString`). Of the frames, the first of the test's own class.
 */
function javaPlace(lines: readonly string[], className: string): TestLocation | undefined {
  for (const line of lines) {
    const [, frame = '', file, number] =
      /^\s*at (\S{1,300})\(([\w$-]{1,200}\.\w{1,10}):(\d{1,7})\)$/.exec(line) ?? [];
    // Modules stand in front, with a slash.
    if (file === undefined || !frame.replace(/^.*\//, '').startsWith(`${className}.`)) continue;
    const folder = className.split('.').slice(0, -1).join('/');
    return { path: folder === '' ? file : `${folder}/${file}`, line: Number(number) };
  }
  return undefined;
}

/** vitest puts `❯` in front of a place, Node `at` in front of a bare one, Go a tabulator. */
function withoutMark(line: string): string {
  return line.replace(/^\s*❯\s+(?:\S+ )?/u, '');
}
