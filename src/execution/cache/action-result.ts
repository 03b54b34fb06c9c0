/**
 * `ActionResult` of the Remote Execution API v2, as far as lockstep has something to say in it, in protobuf's wire format. Field numbers:
 * bazelbuild/remote-apis, build/bazel/remote/execution/v2/remote_execution.proto. Wire format: protobuf.dev/programming-guides/encoding.
 *
 * Protobuf and not JSON: it is what the protocol says and what every server takes, those that look into it and those that only
 * keep it. bazel-remote alone would take JSON as well.
 */
export interface ActionResult {
  readonly files: readonly ActionFile[];
  readonly links: readonly { readonly path: string; readonly target: string }[];
  readonly stdout: ActionDigest;
  /** Milliseconds since 1970. */
  readonly began: number;
  readonly ended: number;
}

export interface ActionFile extends ActionDigest {
  readonly path: string;
  readonly executable: boolean;
}

export interface ActionDigest {
  /** SHA-256. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

export function encodeActionResult({ files, links, stdout, began, ended }: ActionResult): Uint8Array {
  return Buffer.concat([
    ...files.map(({ path, executable, ...digest }) =>
      nested(2, [text(1, path), nested(2, digestFields(digest)), number(4, executable ? 1 : 0)]),
    ),
    nested(6, digestFields(stdout)),
    // A server puts the caller's address there when nobody says who it was.
    nested(9, [text(1, 'lockstep'), nested(7, timestamp(began)), nested(8, timestamp(ended))]),
    ...links.map(({ path, target }) => nested(12, [text(1, path), text(2, target)])),
  ]);
}

function digestFields({ digest, size }: ActionDigest): readonly Uint8Array[] {
  return [text(1, digest), number(2, size)];
}

/** google.protobuf.Timestamp: seconds and nanoseconds. */
function timestamp(time: number): readonly Uint8Array[] {
  const seconds = Math.floor(time / 1000);
  return [number(1, seconds), number(2, Math.round(time - seconds * 1000) * 1_000_000)];
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

function nested(field: number, fields: readonly Uint8Array[]): Uint8Array {
  return lengthDelimited(field, Buffer.concat(fields));
}

function text(field: number, value: string): Uint8Array {
  return lengthDelimited(field, Buffer.from(value));
}

function lengthDelimited(field: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([varint(field * 8 + LENGTH), varint(content.byteLength), content]);
}

/** What is 0 is left out, as protobuf's version 3 has it. */
function number(field: number, value: number): Uint8Array {
  return value === 0 ? new Uint8Array() : Buffer.concat([varint(field * 8 + VARINT), varint(value)]);
}

/** Seven bits a byte, the lowest first. Not by shifting: that knows 32 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** The files and the standard output that an `ActionResult` names; undefined for what is none. Unknown fields are passed over. */
export function decodeActionResult(bytes: Uint8Array):
  | {
      readonly files: readonly (ActionDigest & { readonly path: string })[];
      readonly stdout: ActionDigest | undefined;
    }
  | undefined {
  try {
    const fields = fieldsOf(bytes);
    const files = fields
      .filter(({ field }) => field === 2)
      .map(({ content }) => {
        const inner = fieldsOf(content);
        return { path: textOf(inner, 1), ...digestOf(contentOf(inner, 2)) };
      });
    const stdout = fields.find(({ field }) => field === 6);
    return { files, stdout: stdout && digestOf(stdout.content) };
  } catch {
    return undefined;
  }
}

interface Field {
  readonly field: number;
  readonly value: number;
  readonly content: Uint8Array;
}

function digestOf(bytes: Uint8Array): ActionDigest {
  const fields = fieldsOf(bytes);
  const digest = textOf(fields, 1);
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error('no digest');
  return { digest, size: fields.find(({ field }) => field === 2)?.value ?? 0 };
}

function contentOf(fields: readonly Field[], field: number): Uint8Array {
  return fields.find((one) => one.field === field)?.content ?? new Uint8Array();
}

function textOf(fields: readonly Field[], field: number): string {
  return Buffer.from(contentOf(fields, field)).toString('utf8');
}

function fieldsOf(bytes: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const tag = readVarint(bytes, at);
    const kind = tag.value % 8;
    const length = kind === LENGTH ? readVarint(bytes, tag.end) : undefined;
    const begin = length?.end ?? tag.end;
    const end = endOf(kind, { bytes, begin, length: length?.value ?? 0 });
    if (end > bytes.byteLength) throw new Error('cut off');
    fields.push({
      field: Math.floor(tag.value / 8),
      value: kind === VARINT ? readVarint(bytes, begin).value : 0,
      content: kind === LENGTH ? bytes.subarray(begin, end) : new Uint8Array(),
    });
    at = end;
  }
  return fields;
}

function endOf(
  kind: number,
  { bytes, begin, length }: { readonly bytes: Uint8Array; readonly begin: number; readonly length: number },
): number {
  if (kind === VARINT) return readVarint(bytes, begin).end;
  if (kind === LENGTH) return begin + length;
  if (kind === FIXED64) return begin + 8;
  if (kind === FIXED32) return begin + 4;
  throw new Error('an unknown wire type');
}

/** Ten bytes at most (64 bits); a number that JavaScript cannot count is none. */
function readVarint(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) break;
    value += (byte % 128) * 128 ** index;
    if (byte < 128) {
      if (!Number.isSafeInteger(value)) break;
      return { value, end: at + index + 1 };
    }
  }
  throw new Error('no number');
}
