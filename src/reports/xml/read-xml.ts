import { SaxesParser } from 'saxes';
import type { SourceFile } from '../../diagnostics/source-file.ts';

/** An element that was opened. Attribute values have their entities resolved. */
export interface XmlElement {
  /** As written, with its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** UTF-16 offset just behind the opening tag. */
  readonly offset: number;
}

export interface XmlListener {
  open(element: XmlElement): void;
  /** Text and CDATA, in pieces. */
  text(text: string): void;
  close(name: string): void;
}

/**
 * Why reading stopped before the end: everything before the offset has been told to the listener. `foreign`: the outermost element is none
 * of those asked for, and the listener has heard nothing. `cut-off`: the text ended inside of an element. `malformed`: it is no XML.
 */
export interface XmlFault {
  readonly kind: 'foreign' | 'cut-off' | 'malformed';
  readonly message: string;
  readonly offset: number;
}

/** Characters a parser takes at once: it copies what it holds, so pieces are cheaper than the whole. */
const PIECE = 1 << 16;

/**
 * Reads XML as a stream of elements, without building a tree: a report may have hundreds of thousands. The outermost element must be
 * called like one of `roots`: another page or another tool's report is told from one that is broken. Nothing outside of the text is
 * ever read, and entities a document declares itself are not expanded but a fault (XML 1.0, 4.1 and 4.3), so that no report can
 * grow on reading. Control characters, which XML forbids and tools write all the same, are read as U+FFFD.
 */
export function readXml(
  file: SourceFile,
  roots: readonly string[],
  listener: XmlListener,
): XmlFault | undefined {
  const parser = new SaxesParser({
    fragment: false,
    position: true,
    // 1.0 has no references to control characters (4.1), and tools write `&#27;` of what colours a terminal; 1.1 has them.
    defaultXMLVersion: '1.1',
    forceXMLVersion: true,
  });
  let fault: XmlFault | undefined;
  const depth = { now: 0 };
  parser.on('error', (error) => {
    const offset = Math.min(parser.position, file.text.length);
    fault ??= {
      message: error.message.replace(/^\d+:\d+: /u, '').replace(/\.$/u, ''),
      offset,
      kind: offset >= file.text.length && depth.now > 0 ? 'cut-off' : 'malformed',
    };
    throw new Stop();
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (depth.now === 0 && !roots.includes(name)) {
      const expected = roots.map((root) => `<${root}>`).join(' or ');
      fault = { message: `the outermost element is <${name}>, not ${expected}`, offset: 0, kind: 'foreign' };
      throw new Stop();
    }
    depth.now += 1;
    listener.open({ name, attributes: attributes as Record<string, string>, offset: parser.position });
  });
  parser.on('text', (text) => listener.text(text));
  parser.on('cdata', (text) => listener.text(text));
  parser.on('closetag', ({ name }) => {
    depth.now -= 1;
    listener.close(name);
  });
  try {
    for (let at = 0; at < file.text.length; at += PIECE)
      parser.write(withoutControls(file.text.slice(at, at + PIECE)));
    parser.close();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return fault;
}

class Stop extends Error {}

/** What XML 1.0 (2.2, production 2) or 1.1 (2.2, production 2a) forbids is replaced by as many characters, so that offsets stay right. */
function withoutControls(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/gu,
    '\u{fffd}',
  );
}
