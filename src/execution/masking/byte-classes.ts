/** In the class of a byte: not part of the text at all, to be passed over. */
export const SKIPPED = 0;

/** In the class of a byte: occurs in no needle. */
export const FOREIGN = 1;

/** One class for each byte that occurs in a needle; capitals have the class of their small letter when `loose`. */
export function classesOf(needles: readonly Uint8Array[], loose: boolean): Uint8Array {
  const used = new Uint8Array(256);
  for (const needle of needles) for (const byte of needle) used[byte] = 1;
  const classes = new Uint8Array(256).fill(FOREIGN);
  let next = FOREIGN + 1;
  for (let byte = 0; byte < 256; byte++) if (used[byte] === 1) classes[byte] = next++;
  if (!loose) return classes;
  for (let byte = 0; byte < 256; byte++) {
    if (isSkipped(byte)) classes[byte] = SKIPPED;
    else classes[byte] = classes[foldCase(byte)] ?? FOREIGN;
  }
  return classes;
}

/** The bytes of a needle that loose matching compares. */
export function looseBytes(needle: Uint8Array): Uint8Array {
  const compared = new Uint8Array(needle.length);
  let length = 0;
  for (const byte of needle) if (!isSkipped(byte)) compared[length++] = foldCase(byte);
  return compared.subarray(0, length);
}

/**
 * The space and the control characters of ASCII. Beside tab, carriage return and line feed this takes NUL, so that UTF-16,
 * which PowerShell writes into files, reads as the text it is.
 */
function isSkipped(byte: number): boolean {
  return byte <= 0x20 || byte === 0x7f;
}

function foldCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}
