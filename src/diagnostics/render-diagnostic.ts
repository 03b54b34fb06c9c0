import { type Diagnostic, formatPropertyPath, type Location, type PropertyPath } from './diagnostic.ts';
import { printable, printableLine } from './printable.ts';
import type { SourceFile } from './source-file.ts';
import { textWidth } from './text-width.ts';

/** What a piece of a report is, for whoever gives it a colour. */
export type ReportStyle = 'error' | 'warning' | 'note' | 'help' | 'frame' | 'bold';

export interface RenderOptions {
  /** The text of a file named in a diagnostic, when it is known. */
  readonly files?: (path: string) => SourceFile | undefined;
  /** Unstyled unless given. It must not change the text. */
  readonly color?: (style: ReportStyle, text: string) => string;
}

/**
 * Every diagnostic with the lines it is about, in the order of their places, and a line that counts them. Text from outside is
 * made harmless for a terminal. Ends with a line break; empty when there are none.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions = {}): string {
  if (diagnostics.length === 0) return '';
  const blocks = inOrder(diagnostics).map((diagnostic) => renderOne(diagnostic, options));
  return `${blocks.join('\n\n')}\n\n${countDiagnostics(diagnostics)}\n`;
}

/** `10 errors, 1 warning`. */
function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const parts = [];
  if (errors > 0) parts.push(`${errors} error${errors === 1 ? '' : 's'}`);
  if (warnings > 0) parts.push(`${warnings} warning${warnings === 1 ? '' : 's'}`);
  return parts.join(', ');
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const start = (diagnostic: Diagnostic) => diagnostic.location?.span?.start ?? -1;
  return [...diagnostics].sort((a, b) => {
    const [pathA, pathB] = [a.location?.path ?? '', b.location?.path ?? ''];
    return pathA === pathB ? start(a) - start(b) : pathA < pathB ? -1 : 1;
  });
}

type Paint = NonNullable<RenderOptions['color']>;

function renderOne(diagnostic: Diagnostic, options: RenderOptions): string {
  const paint: Paint = options.color ?? ((_, text) => text);
  const { severity, code, message, location, at, related = [], fix } = diagnostic;
  const lines = [
    paint(severity, `${severity}[${code}]`) + paint('bold', `: ${printableLine(message)}`),
    ...renderPlace({ location, at }, severity, { options, paint }),
  ];
  for (const other of related) {
    lines.push(`${paint('note', 'note')}: ${printableLine(other.message)}`);
    lines.push(...renderPlace(other, 'note', { options, paint }));
  }
  if (fix !== undefined) lines.push(`${paint('help', 'help')}: ${indented(fix)}`);
  return lines.join('\n');
}

function indented(text: string): string {
  return printable(text).split('\n').join('\n      ');
}

interface Place {
  readonly location?: Location | undefined;
  readonly at?: PropertyPath | undefined;
}

interface Look {
  readonly options: RenderOptions;
  readonly paint: Paint;
}

function renderPlace(
  { location, at }: Place,
  style: ReportStyle,
  { options, paint }: Look,
): readonly string[] {
  if (location === undefined)
    return at === undefined || at.length === 0
      ? []
      : [`  ${paint('frame', '-->')} ${printableLine(formatPropertyPath(at))}`];
  const file = options.files?.(location.path);
  const path = printableLine(location.path);
  if (location.span === undefined || file === undefined) return [`  ${paint('frame', '-->')} ${path}`];
  const { line, column } = file.lineColumn(location.span.start);
  if (!file.quotable) return [`  ${paint('frame', '-->')} ${path}:${line}:${column}`];
  const number = String(line);
  const gutter = ' '.repeat(number.length);
  const text = file.line(line);
  const before = text.slice(0, column - 1);
  const marked = text.slice(column - 1, column - 1 + location.span.end - location.span.start).trimEnd();
  const { shown, skipped } = window(text, before);
  const carets = '^'.repeat(Math.max(1, Math.min(width(marked), width(shown) - (width(before) - skipped))));
  return [
    `${gutter} ${paint('frame', '-->')} ${path}:${line}:${column}`,
    `${gutter} ${paint('frame', '|')}`,
    `${paint('frame', `${number} |`)} ${shown}`,
    `${gutter} ${paint('frame', '|')} ${' '.repeat(width(before) - skipped)}${paint(style, carets)}`,
  ];
}

const WIDEST = 160;

/** A line as it is shown: tabs as two spaces, a very long one cut around the place. */
function window(line: string, before: string): { readonly shown: string; readonly skipped: number } {
  const plain = plainText(line);
  if (plain.length <= WIDEST) return { shown: plain, skipped: 0 };
  const start = Math.max(0, plainText(before).length - 40);
  const cut = plain.slice(start, start + WIDEST);
  const skipped = width(plain.slice(0, start)) - (start > 0 ? 1 : 0);
  return { shown: `${start > 0 ? '…' : ''}${cut}${start + WIDEST < plain.length ? '…' : ''}`, skipped };
}

function plainText(text: string): string {
  return printableLine(text.replaceAll('\t', '  '));
}

function width(text: string): number {
  return textWidth(plainText(text));
}
