import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceSpan } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { DocumentCode } from './diagnostic-codes.ts';
import { type MarkdownLine, markdownLines } from './markdown-lines.ts';

/** A file of the repository, as it is or as it is to be. */
export interface DocumentFile {
  /** Relative to the folder of the definition, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** What stands between `<!-- lockstep:NAME -->` and `<!-- /lockstep:NAME -->`. */
export interface MarkedSection {
  readonly name: string;
  /** The first marker. */
  readonly opening: SourceSpan;
  /** The lines between the markers, with the line break before the last marker. */
  readonly content: SourceSpan;
  /** White space in front of the first marker; the lines between get it too. */
  readonly indent: string;
}

export interface MarkedSections {
  /** Those that are sound, in the order of the file. */
  readonly sections: readonly MarkedSection[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A marker has its line to itself. What stands behind the name of the first one is a remark for people. */
const MARKER = /^([ \t]*)<!--[ \t]*(\/?)lockstep:([^\s>]*)((?:[ \t](?:(?!-->).)*)?)-->[ \t]*$/;

interface Marker {
  readonly line: MarkdownLine;
  readonly indent: string;
  readonly closes: boolean;
  readonly name: string;
  readonly span: SourceSpan;
}

/**
 * Finds the sections of a Markdown file. Markers within code are examples, not markers. What is not sound is left alone: better a
 * stale section than somebody's text overwritten.
 */
export function readSections(file: DocumentFile, known: readonly string[]): MarkedSections {
  const pairs = new Pairs(file.path);
  const markers = markersOf(file.text);
  for (let at = 0; at < markers.length; at++) {
    const marker = markers[at] as Marker;
    const rest = markers.slice(at + 1);
    const partner = rest.findIndex((other) => other.name === marker.name);
    if (marker.closes) pairs.complainOfStray(marker);
    else if (partner === -1 || rest[partner]?.closes !== true) pairs.complainOfUnclosed(marker);
    else {
      const between = rest.slice(0, partner);
      if (between.length > 0) pairs.complainOfNested(marker, between);
      else pairs.add(marker, rest[partner] as Marker, known);
      at += partner + 1;
    }
  }
  return pairs;
}

function markersOf(text: string): readonly Marker[] {
  return markdownLines(text).flatMap((line): readonly Marker[] => {
    const match = line.code ? null : MARKER.exec(line.text);
    if (match === null) return [];
    const [whole, indent = '', slash, name = ''] = match;
    const span = { start: line.start + indent.length, end: line.start + whole.trimEnd().length };
    return [{ line, indent, closes: slash === '/', name, span }];
  });
}

class Pairs implements MarkedSections {
  readonly sections: MarkedSection[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  add(opening: Marker, closing: Marker, known: readonly string[]): void {
    const { name, indent, span } = opening;
    const first = this.sections.find((section) => section.name === name);
    if (!known.includes(name)) {
      const fix = didYouMean(name, known);
      this.#complain('unknown-section', opening, `There is no section '${name}'.`, { ...(fix && { fix }) });
    } else if (first !== undefined) {
      this.#complain('duplicate-section', opening, `The section '${name}' stands in this file twice.`, {
        fix: 'Keep one of them.',
        related: [{ message: 'the first one', location: { path: this.#path, span: first.opening } }],
      });
    } else {
      const content = { start: opening.line.next, end: closing.line.start };
      this.sections.push({ name, indent, opening: span, content });
    }
  }

  complainOfStray(marker: Marker): void {
    this.#complain(
      'stray-section-end',
      marker,
      `The section '${marker.name}' ends here and begins nowhere.`,
      {
        fix: `Put <!-- lockstep:${marker.name} --> where it begins, or take this line out.`,
      },
    );
  }

  complainOfUnclosed(marker: Marker): void {
    this.#complain('unclosed-section', marker, `The section '${marker.name}' does not end.`, {
      fix: `Put <!-- /lockstep:${marker.name} --> on a line of its own where it ends.`,
    });
  }

  complainOfNested(outer: Marker, within: readonly Marker[]): void {
    const around = {
      message: `'${outer.name}' begins here`,
      location: { path: this.#path, span: outer.span },
    };
    const firsts = new Map([...within].reverse().map((marker) => [marker.name, marker]));
    for (const marker of [...firsts.values()].reverse())
      this.#complain(
        'nested-section',
        marker,
        `The section '${marker.name}' stands within '${outer.name}'.`,
        {
          fix: 'Put them one after the other.',
          related: [around],
        },
      );
  }

  #complain(
    code: DocumentCode,
    { span }: Marker,
    message: string,
    more: Pick<Diagnostic, 'fix' | 'related'>,
  ): void {
    this.diagnostics.push({
      code,
      severity: 'error',
      message,
      location: { path: this.#path, span },
      ...more,
    });
  }
}

/**
 * The text with new content in its sections; `undefined` leaves one as it is. Everything outside stays as it is, byte for byte; the
 * content gets the marker's indentation and line break, and an empty line on both sides, which Markdown wants between blocks.
 */
export function updateSections(
  text: string,
  sections: readonly MarkedSection[],
  render: (name: string) => string | undefined,
): string {
  let updated = '';
  let kept = 0;
  for (const { name, indent, content } of sections) {
    const markdown = render(name);
    if (markdown === undefined) continue;
    const lineBreak = text[content.start - 2] === '\r' ? '\r\n' : '\n';
    const lines = ['', ...markdown.split('\n'), ''].map((line) => (line === '' ? '' : `${indent}${line}`));
    updated += text.slice(kept, content.start) + lines.map((line) => `${line}${lineBreak}`).join('');
    kept = content.end;
  }
  return updated + text.slice(kept);
}
