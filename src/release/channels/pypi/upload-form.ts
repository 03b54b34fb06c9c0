import { sha256 } from '../../../platform/digest.ts';
import type { FormField } from './core-metadata.ts';

export interface UploadForm {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** Fields and one file as `multipart/form-data` (RFC 7578). Values are sent as they are: no line break of theirs is touched. */
export function uploadForm(
  fields: readonly FormField[],
  file: { readonly field: string; readonly name: string; readonly bytes: Uint8Array },
): UploadForm {
  // What it parts has this digest in it with a chance of one to 2^128.
  const boundary = `lockstep-${sha256(file.bytes).slice(0, 32)}`;
  const parts: Uint8Array[] = [];
  for (const [name, value] of fields)
    parts.push(
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    );
  const disposition = `content-disposition: form-data; name="${file.field}"; filename="${file.name}"`;
  parts.push(
    Buffer.from(`--${boundary}\r\n${disposition}\r\ncontent-type: application/octet-stream\r\n\r\n`),
    file.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  );
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(parts) };
}
