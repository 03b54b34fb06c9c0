/**
 * What V8 compiled of the program's parts, in one file: a line of JSON with the length of each, then their bytes in that order. V8 says
 * itself whether the bytes are of its version and of that source; a file that makes no sense is no file.
 */
export function readCompiled(data: Buffer | undefined): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  const headEnd = data?.indexOf('\n') ?? -1;
  if (data === undefined || headEnd === -1) return parts;
  try {
    let at = headEnd + 1;
    for (const [name, length] of Object.entries(
      JSON.parse(data.toString('latin1', 0, headEnd)) as Record<string, number>,
    )) {
      parts.set(name, data.subarray(at, at + length));
      at += length;
    }
    if (at !== data.length) parts.clear();
  } catch {
    parts.clear();
  }
  return parts;
}

export function writeCompiled(parts: ReadonlyMap<string, Buffer>): Buffer {
  const lengths = Object.fromEntries([...parts].map(([name, { length }]) => [name, length]));
  return Buffer.concat([Buffer.from(`${JSON.stringify(lengths)}\n`, 'latin1'), ...parts.values()]);
}
