import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import { lastLine, lineAt, utf8Text } from '../byte-lines.ts';
import { FINE, type HookFile, type Outcome } from '../file-hook.ts';
import { repeatedKey } from './repeated-json-key.ts';

/** What a reader of RFC 8259 would not take, and keys that are there twice. */
export function lookAtJson({ bytes }: Pick<HookFile, 'bytes'>): Outcome {
  const text = textOf(bytes);
  if (text === undefined) return { complaints: [{ message: 'is no UTF-8' }] };
  try {
    JSON.parse(text);
  } catch {
    return { complaints: [faultOf(text, bytes)] };
  }
  const repeated = repeatedKey(text);
  if (repeated === undefined) return FINE;
  const line = lineAt(bytes, Buffer.byteLength(text.slice(0, repeated.at)));
  return { complaints: [{ line, message: `the key ${JSON.stringify(repeated.key)} is there twice` }] };
}

/** What `JSON.parse` says has another form in every version of Node.js, and mostly no place. */
function faultOf(text: string, bytes: Buffer): { readonly line: number; readonly message: string } {
  let fault: { readonly offset: number; readonly what: string } | undefined;
  try {
    const onError = (error: ParseErrorCode, offset: number): void => {
      fault ??= { offset, what: printParseErrorCode(error) };
    };
    visit(text, { onError }, { disallowComments: true });
  } catch {
    // Nesting of some ten thousand levels is more than the stack holds.
  }
  const last = lastLine(bytes);
  if (fault === undefined) return { line: last, message: 'is no JSON' };
  const words = fault.what.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
  const line = lineAt(bytes, Buffer.byteLength(text.slice(0, fault.offset)));
  return { line: Math.min(line, last), message: `is no JSON: ${words}` };
}

/** The first four bytes tell the encoding, as RFC 4627, section 3, and Python's `json.detect_encoding` have it. */
function textOf(bytes: Buffer): string | undefined {
  const [one, two, three] = bytes;
  if ((one === 0xff && two === 0xfe) || (one !== 0 && two === 0 && three !== 0))
    return utf16(bytes, 'utf-16le');
  if ((one === 0xfe && two === 0xff) || (one === 0 && two !== 0)) return utf16(bytes, 'utf-16be');
  return utf8Text(bytes)?.replace(/^\ufeff/, '');
}

function utf16(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
