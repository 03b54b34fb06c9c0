import { gzip } from '../../platform/compression.ts';
import {
  base64,
  byteForms,
  jsonForms,
  markupForms,
  shellForms,
  toBase64Url,
  urlForms,
  utf8,
} from './text-encodings.ts';

/** A secret of fewer characters would mask ordinary text everywhere. */
export const SHORTEST_SECRET = 4;

/** Lines and fields of a secret, and parts of an encoded one, are masked from this length on. */
const SHORTEST_PART = 6;

/**
 * Up to this length, in UTF-16 units, a value is masked in every encoding; private keys, service accounts and most kubeconfigs
 * are shorter. A longer one is masked as it is, in JSON, URLs, hexadecimal, base64 and base64url: the automaton grows with the
 * text of all needles, which is about eighty times the value when every encoding counts.
 */
const LONGEST_THOROUGH = 8 * 1024;

/** RFC 7468 §2: says that a key follows and of what kind, which is no secret. */
const PEM_BOUNDARY = /^-----(BEGIN|END) [^-]+-----$/;

/** Everything to look for in order to hide one secret, as text. */
export function needlesOf(value: string): Set<string> {
  const needles = new Set<string>();
  const thorough = value.length <= LONGEST_THOROUGH;
  for (const part of partsOf(value)) {
    for (const form of textForms(part, thorough)) if (form.length >= SHORTEST_SECRET) needles.add(form);
    for (const form of binaryForms(part, thorough)) if (form.length >= SHORTEST_PART) needles.add(form);
  }
  return needles;
}

/**
 * The value, and what a program may print of it alone: the value without the whitespace or the quotes around it; each string
 * of a JSON document; each line of any other text. The punctuation of JSON is never a part: a masked `{` hides every log.
 */
function partsOf(value: string): Set<string> {
  const parts = new Set<string>([value, value.trim()]);
  const quoted = /^"(.{8,})"$/s.exec(value.trim())?.[1];
  if (quoted !== undefined) parts.add(quoted);
  const document = jsonDocument(value);
  const texts = document === undefined ? [value] : [...stringsIn(document)];
  for (const text of texts) {
    if (text !== value && text.trim().length >= SHORTEST_PART) parts.add(text).add(text.trim());
    const lines = text.split(/[\r\n]+/).map((line) => line.trim());
    if (lines.length < 2) continue;
    for (const line of lines) if (line.length >= SHORTEST_PART && !PEM_BOUNDARY.test(line)) parts.add(line);
  }
  for (const part of parts) if (part.length < SHORTEST_SECRET) parts.delete(part);
  return parts;
}

function jsonDocument(value: string): object | undefined {
  if (!/^\s*[{[]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as object;
  } catch {
    return undefined;
  }
}

/** Without recursion: a document may be nested more deeply than the stack is. */
function* stringsIn(document: object): Generator<string> {
  const open: unknown[] = [document];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') yield next;
    else if (typeof next === 'object' && next !== null)
      for (const value of Object.values(next)) open.push(value);
  }
}

function textForms(value: string, thorough: boolean): string[] {
  const forms = [
    value,
    ...jsonForms(value).slice(0, thorough ? undefined : 2),
    ...urlForms(value).slice(0, thorough ? undefined : 2),
  ];
  const [hexadecimal = '', ...moreBytes] = byteForms(value);
  if (!thorough) return [...forms, hexadecimal];
  return [
    ...forms,
    [...value].reverse().join(''),
    ...otherCases(value),
    ...markupForms(value),
    ...shellForms(value),
    ...ampersandForms(value),
    hexadecimal,
    ...moreBytes,
  ];
}

/** The automaton folds the case of ASCII only. */
function otherCases(value: string): string[] {
  return /[^\x00-\x7f]/.test(value) ? [value.toUpperCase(), value.toLowerCase()] : [];
}

/** PowerShell 7 prints a failing command in two colours, cut at an ampersand; the GitHub runner masks the two sides as well. */
function ampersandForms(value: string): string[] {
  const cut = value.lastIndexOf('&') + 1;
  const sides = cut === 0 ? [] : [value.slice(0, cut), value.slice(cut)];
  return sides.filter((side) => side.length >= SHORTEST_PART);
}

/** Forms in base64. `echo`, here-strings and text files end the value with a line feed, so that counts as a value too. */
function* binaryForms(value: string, thorough: boolean): Generator<string> {
  for (const ended of [value, `${value}\n`]) {
    const bytes = utf8(ended);
    yield* base64Pieces(bytes);
    if (!thorough) continue;
    yield* base64Pieces(utf16(ended));
    // The deflate data and the checksum after it; what stands before, 10 bytes or 2 with zlib (RFC 1950), says nothing.
    const packed = gzip(bytes).subarray(10);
    yield* base64Pieces(packed);
    yield* base64Pieces(packed.subarray(0, -8));
    for (const again of base64Outputs(base64(bytes))) yield* base64Pieces(utf8(again));
  }
}

/** The little-endian UTF-16 that PowerShell encodes. */
function utf16(value: string): Uint8Array {
  const bytes = new Uint8Array(value.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < value.length; at++) view.setUint16(at * 2, value.charCodeAt(at), true);
  return bytes;
}

/** What base64 tools write: one line, or lines of 76 characters (RFC 2045 §6.8; coreutils, Python) or 64 (openssl), ended or not. */
function base64Outputs(text: string): Set<string> {
  const wrapped = [text, linesOf(text, 76), linesOf(text, 64)];
  return new Set(wrapped.flatMap((lines) => [lines, `${lines}\n`]));
}

function linesOf(text: string, width: number): string {
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width));
  return lines.join('\n');
}

/**
 * What `bytes` look like within the base64 of something longer (RFC 4648 §4, §5). Three bytes make four characters, so there
 * are three alignments; a character at the edge that carries foreign bits is left out. A second form of each ends the data.
 */
function* base64Pieces(bytes: Uint8Array): Generator<string> {
  for (const before of [0, 1, 2]) {
    const aligned = new Uint8Array(before + bytes.length);
    aligned.set(bytes, before);
    const from = Math.ceil((before * 8) / 6);
    const text = base64(aligned);
    const inside = text.slice(from, Math.floor((aligned.length * 8) / 6));
    const atEnd = text.slice(from);
    yield inside;
    yield atEnd;
    yield toBase64Url(inside);
    yield toBase64Url(atEnd);
  }
}
