import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { getBuiltinModule } = process;

/** Bytes, compressed, of all contents that are read here: for more, one `git cat-file` is as fast, and holds one at a time. */
const MOST_BYTES = 1 << 23;
/** How many files are looked for. */
const MOST_FILES = 200;

/**
 * Contents that git keeps each in a file of its own, as it does with all that was added lately: to read a few is faster than to ask
 * git. Undefined where one is packed, elsewhere, or not as it should be; then git has to be asked for all. Sources:
 * gitrepository-layout(5), `objects/[0-9a-f][0-9a-f]`; Pro Git, 10.2 "Git Objects", "Object Storage": compressed by zlib, `blob <size>`,
 * a zero byte, and that many bytes.
 */
export function readLooseBlobs(objects: string, ids: readonly string[]): readonly Buffer[] | undefined {
  if (ids.length > MOST_FILES) return undefined;
  try {
    let bytes = 0;
    const compressed: Buffer[] = [];
    for (const id of ids) {
      const content = readFileSync(join(objects, id.slice(0, 2), id.slice(2)));
      bytes += content.length;
      if (bytes > MOST_BYTES) return undefined;
      compressed.push(content);
    }
    const contents = compressed.flatMap((one) => blobOf(one) ?? []);
    return contents.length === ids.length ? contents : undefined;
  } catch {
    return undefined;
  }
}

function blobOf(compressed: Buffer): Buffer | undefined {
  const object = getBuiltinModule('node:zlib').inflateSync(compressed);
  const end = object.indexOf(0);
  const size = /^blob (\d+)$/.exec(object.toString('latin1', 0, Math.min(end, 32)))?.[1];
  const content = object.subarray(end + 1);
  return Number(size) === content.length ? content : undefined;
}
