/**
 * How tools write a text inside another language. Each function gives every form that is in use, several of them the same for
 * plain values; whoever calls removes what is double. Upper and lower case need no forms of their own: matching folds ASCII.
 */

const encoder = new TextEncoder();

/** UTF-8; a lone surrogate becomes U+FFFD, as in every stream a process can write. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** A text of one character per byte, so that byte strings can be cut, compared and joined as text. */
function perByte(bytes: Uint8Array, form: (byte: number) => string): string {
  let text = '';
  for (const byte of bytes) text += form(byte);
  return text;
}

function pad(code: number, radix: number, width: number): string {
  return code.toString(radix).padStart(width, '0');
}

/** One UTF-16 unit as `\uXXXX` (RFC 8259 §7). */
function unicodeEscape(unit: string): string {
  return `\\u${pad(unit.charCodeAt(0), 16, 4)}`;
}

/** JSON strings without their quotes (RFC 8259 §7), in the dialects of common writers. */
export function jsonForms(value: string): string[] {
  const plain = JSON.stringify(value).slice(1, -1);
  const ascii = plain.replace(/[^\x00-\x7f]/g, unicodeEscape);
  return [
    plain,
    // Python's json.dumps, which keeps to ASCII.
    ascii,
    // PHP escapes the slash; Go's encoding/json and many web frameworks escape what HTML could read.
    plain.replaceAll('/', '\\/'),
    ascii.replaceAll('/', '\\/'),
    plain.replace(/[<>&\u2028\u2029]/g, unicodeEscape),
    ascii.replace(/[<>&]/g, unicodeEscape),
    ascii.replace(/[<>&'+]/g, unicodeEscape),
    // JSON inside JSON, as in a logged request.
    JSON.stringify(plain).slice(1, -1),
    JSON.stringify(ascii).slice(1, -1),
    value.replace(/[\s\S]/g, unicodeEscape),
  ];
}

/** Percent encoding (RFC 3986 §2.1) of every byte that `safe` does not match. */
function percent(bytes: Uint8Array, safe: RegExp): string {
  return perByte(bytes, (byte) => {
    const char = String.fromCharCode(byte);
    return byte < 0x80 && safe.test(char) ? char : `%${pad(byte, 16, 2)}`;
  });
}

export function urlForms(value: string): string[] {
  const bytes = utf8(value);
  return [
    // The unreserved characters of RFC 3986 §2.3: curl, jq @uri, .NET EscapeDataString.
    percent(bytes, /[A-Za-z0-9._~-]/),
    // encodeURIComponent and encodeURI (ECMA-262 §19.2.6).
    percent(bytes, /[A-Za-z0-9._~!'()*-]/),
    percent(bytes, /[A-Za-z0-9._~!'()*;/?:@&=+$,#-]/),
    // Python's urllib.parse.quote keeps the slash.
    percent(bytes, /[A-Za-z0-9._~/-]/),
    // application/x-www-form-urlencoded (WHATWG URL §5.2), and Python's quote_plus.
    percent(bytes, /[A-Za-z0-9._* -]/).replaceAll(' ', '+'),
    percent(bytes, /[A-Za-z0-9._~ -]/).replaceAll(' ', '+'),
    percent(bytes, /[^\s\S]/),
  ];
}

/** Character references of HTML and XML (HTML §13.1.4, XML 1.0 §4.1): the forms of common escapers. */
export function markupForms(value: string): string[] {
  const named = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const forms = ['"', '&quot;', '&#34;'].flatMap((double) =>
    ["'", '&#39;', '&#039;', '&#x27;', '&apos;'].map((single) =>
      named.replaceAll('"', double).replaceAll("'", single),
    ),
  );
  const decimal = (char: string): string => `&#${char.codePointAt(0)};`;
  const hexadecimal = (char: string): string => `&#x${char.codePointAt(0)?.toString(16)};`;
  return [
    ...forms,
    // Python's xmlcharrefreplace, and Go's html/template, which also escapes the plus sign.
    ...forms.map((form) => form.replace(/[^\x00-\x7f]/gu, decimal)),
    named.replaceAll('"', '&#34;').replaceAll("'", '&#39;').replaceAll('+', '&#43;'),
    value.replace(/[\s\S]/gu, decimal),
    value.replace(/[\s\S]/gu, hexadecimal),
  ];
}

/** bash's `$'…'` (Bash manual §3.1.2.4), without the quotes around it. */
function ansiC(value: string, octal: RegExp): string {
  const named: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\u001b': '\\E' };
  return value
    .replace(/[\\']/g, '\\$&')
    .replace(/[\n\t\r\u001b]/g, (char) => named[char] ?? char)
    .replace(octal, (char) => perByte(utf8(char), (byte) => `\\${pad(byte, 8, 3)}`));
}

/** Quoting of POSIX shells, bash, PowerShell, cmd and of the languages that print strings as their source. */
export function shellForms(value: string): string[] {
  const quoted = (special: RegExp, mark = '\\'): string => value.replace(special, `${mark}$&`);
  return [
    // '…' in POSIX shells, `set -x` and ${v@Q}; the second as Python's shlex.quote and dash write it.
    value.replaceAll("'", "'\\''"),
    value.replaceAll("'", `'"'"'`),
    // "…": POSIX.1-2024 XCU §2.2.3, and with the exclamation mark of interactive bash.
    quoted(/[$`"\\]/g),
    quoted(/[$`"\\!]/g),
    // printf %q of bash 5 (seen by running it over all of ASCII), and of versions that escape more.
    quoted(/[ !"$&'()*,;<>?[\\\]^`{|}]|^[#~]/g),
    quoted(/[ !"#$&'()*,;<=>?[\\\]^`{|}~]/g),
    ansiC(value, /[\u0000-\u001f\u007f]/g),
    ansiC(value, /[\u0000-\u001f\u007f]|[^\x00-\x7f]/gu),
    // A double quote alone: what the GitHub runner masks for command lines.
    quoted(/"/g),
    // Source text of JavaScript, Python and C.
    quoted(/[\\']/g),
    quoted(/[\\"']/g),
    // PowerShell (about_Quoting_Rules); YAML and SQL double the quote too.
    value.replaceAll("'", "''"),
    quoted(/[`"$]/g, '`'),
    quoted(/[&|<>^()"%!]/g, '^'),
  ];
}

/** Bytes written out as numbers. */
export function byteForms(value: string): string[] {
  const bytes = utf8(value);
  const hexadecimal = (before: string): string => perByte(bytes, (byte) => before + pad(byte, 16, 2));
  return [hexadecimal(''), hexadecimal(':').slice(1), hexadecimal('\\x')];
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648 §4, padded. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let shift = 18; shift >= 0; shift -= 6) text += ALPHABET[(group >> shift) & 63];
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - missing) + '='.repeat(missing);
}

/** RFC 4648 §5, without padding. */
export function toBase64Url(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
