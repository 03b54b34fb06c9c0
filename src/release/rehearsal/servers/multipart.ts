/** A part of `multipart/form-data`. */
export interface FormPart {
  readonly name: string;
  readonly filename: string | undefined;
  readonly bytes: Uint8Array;
}

/** Parts of a body (RFC 7578, RFC 2046 section 5.1); undefined when it is none. */
export function readMultipart(contentType: string, body: Uint8Array): readonly FormPart[] | undefined {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (!contentType.startsWith('multipart/form-data') || boundary === undefined) return undefined;
  const whole = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const mark = Buffer.from(`--${boundary}`);
  const parts: FormPart[] = [];
  for (let at = whole.indexOf(mark); at !== -1; ) {
    const begin = at + mark.byteLength;
    if (whole.subarray(begin, begin + 2).toString() === '--') return parts;
    const next = whole.indexOf(`\r\n--${boundary}`, begin);
    const headEnd = whole.indexOf('\r\n\r\n', begin);
    if (next === -1 || headEnd === -1 || headEnd > next) return undefined;
    const head = whole.subarray(begin, headEnd).toString('utf8');
    const [, name] = /[; ]name="([^"]*)"/.exec(head) ?? [];
    const [, filename] = /filename="([^"]*)"/.exec(head) ?? [];
    if (name === undefined) return undefined;
    parts.push({ name, filename, bytes: whole.subarray(headEnd + 4, next) });
    at = next + 2;
  }
  return undefined;
}
