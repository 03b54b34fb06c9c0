import type { JobFinished } from '../../run/run-event.ts';
import { reasonText } from '../../run/run-words.ts';

/**
 * Workflow commands of GitHub Actions, lines the runner obeys when it sees them in a log.
 * Source: docs.github.com, "Workflow commands for GitHub Actions"; the escapes are those of `@actions/core` (command.ts).
 */

/** Text after `::`. */
export function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

/** The value of a property between `::error` and `::`. */
export function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

export function groupStart(title: string): string {
  return `::group::${escapeData(title)}`;
}

export const GROUP_END = '::endgroup::';

/**
 * Untrusted lines between a pair of commands that make the runner deaf, so that a job's output can give it no orders.
 * `token` must be new and random each time: whoever knows it can end the fence ("Stopping and starting workflow commands").
 */
export function fenced(lines: readonly string[], token: string): string[] {
  return lines.length === 0 ? [] : [`::stop-commands::${token}`, ...lines, `::${token}::`];
}

/** The annotation of a job that failed: at the place in the source it named, when it did. GitHub shows ten of a kind per step. */
export function annotation(name: string, finished: JobFinished): string {
  const location = finished.failure?.location;
  const title = `${name} ${finished.verdict === 'timed_out' ? 'timed out' : finished.verdict}`;
  const properties = [
    ...(location === undefined ? [] : [`file=${escapeProperty(location.path)}`, `line=${location.line}`]),
    ...(location?.column === undefined ? [] : [`col=${location.column}`]),
    `title=${escapeProperty(title)}`,
  ];
  const message = location?.message ?? (reasonText(finished) || title);
  const command = finished.allowed === true || finished.verdict === 'flaky' ? 'warning' : 'error';
  return `::${command} ${properties.join(',')}::${escapeData(message)}`;
}
