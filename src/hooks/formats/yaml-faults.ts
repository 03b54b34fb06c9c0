import { type Document, isAlias, isMap, LineCounter, type Node, parseAllDocuments, visit } from 'yaml';
import { lastLine, lineAt, utf8Text } from '../byte-lines.ts';
import { FINE, type Outcome } from '../file-hook.ts';
import { isPlainYaml } from './plain-yaml.ts';

/** What c-printable (YAML 1.2.2, section 5.1) leaves out; a byte order mark may begin a document. */
const UNPRINTABLE = /[^\t\n\r\u{20}-\u{7e}\u{85}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Tags of YAML 1.1's repository that a safe loader knows beside those of the core schema. */
const KNOWN_TAGS = ['binary', 'omap', 'pairs', 'set', 'timestamp', 'merge'] as const;

export interface YamlOptions {
  /** Only the syntax: any tags, and keys that are there twice. */
  readonly isUnsafe: boolean;
  /** Any number of documents. */
  readonly isMulti: boolean;
}

/** What a safe loader of YAML 1.2 would not take. */
export function lookAtYaml(bytes: Buffer, options: YamlOptions): Outcome {
  const text = utf8Text(bytes)?.replace(/^\ufeff/, '');
  if (text === undefined) return { complaints: [{ message: 'is no UTF-8' }] };
  const unprintable = UNPRINTABLE.exec(text);
  if (unprintable !== null) {
    const line = lineAt(bytes, Buffer.byteLength(text.slice(0, unprintable.index)));
    return { complaints: [{ line, message: 'is no YAML: a control character' }] };
  }
  return isPlainYaml(text) ? FINE : parsedFaults(text, bytes, options);
}

/** The same by the parser; `text` is what `bytes` say. */
export function parsedFaults(text: string, bytes: Buffer, options: YamlOptions): Outcome {
  const lines = new LineCounter();
  const last = lastLine(bytes);
  const at = (offset: number): number => Math.min(Math.max(1, lines.linePos(offset).line), last);
  try {
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'silent',
      uniqueKeys: !options.isUnsafe,
      customTags: [...KNOWN_TAGS],
    });
    if (!('length' in documents)) return FINE;
    const second = documents[1];
    if (!options.isMulti && second !== undefined)
      return { complaints: [{ line: at(second.range[0]), message: 'a second document; --multi allows it' }] };
    const faults = (documents as readonly Document[]).flatMap((document) =>
      faultsOf(document, options.isUnsafe),
    );
    return {
      complaints: faults.map(({ offset, message }) => ({
        line: at(offset),
        message: `is no YAML: ${message}`,
      })),
    };
  } catch (error) {
    // Nesting of some ten thousand levels is more than the stack holds.
    return { complaints: [{ message: `is no YAML: ${(error as Error).message}` }] };
  }
}

function faultsOf(document: Document, isUnsafe: boolean): { offset: number; message: string }[] {
  const told = isUnsafe ? document.errors : [...document.errors, ...document.warnings];
  const faults = told.map(({ pos, message }) => ({ offset: pos[0], message: message.split('\n')[0] ?? '' }));
  if (isUnsafe || faults.length > 0) return faults;
  visit(document, (key, node) => {
    // Nothing that a loader makes of a map can be the key of another.
    if (key === 'key' && isMap(node)) faults.push({ offset: offsetOf(node), message: 'a map as a key' });
    if (isAlias(node) && node.resolve(document) === undefined)
      faults.push({ offset: offsetOf(node), message: `nothing is named &${node.source}` });
  });
  return faults;
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
