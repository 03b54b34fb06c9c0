/** Characters that a hash is made of. */
const BLOCK = 100;
const FACTOR = 37n;
/** What a character that leaves the block weighs. */
const LEAVING = BigInt.asUintN(64, FACTOR ** BigInt(BLOCK));
const END_OF_FILE = 65_535;
const [TAB, LF, CR, SPACE] = [9, 10, 13, 32];

/**
 * The hash of every line of a text (index 0: line 1), as GitHub tells by it that an alert is the same after the lines above have changed:
 * `primaryLocationLineHash`. Over the next 100 characters from the beginning of the line that are no blanks, line ends being one `\n`, a
 * rolling hash in base 37 modulo 2^64; behind it the how-manieth line with this hash it is (github/codeql-action, src/fingerprints.ts).
 */
export function lineHashes(text: string): readonly string[] {
  const window = new Uint16Array(BLOCK);
  /** Where in the window a line begins: its number, from 1. */
  const starts = new Uint32Array(BLOCK);
  const hashes: string[] = [];
  const counts = new Map<string, number>();
  let hash = 0n;
  let index = 0;
  let line = 0;
  let atStart = true;

  const finish = (): void => {
    const begun = starts[index] ?? 0;
    if (begun === 0) return;
    starts[index] = 0;
    const value = hash.toString(16);
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    hashes[begun - 1] = `${value}:${count}`;
  };
  const add = (character: number): void => {
    hash = BigInt.asUintN(64, FACTOR * hash + BigInt(character) - LEAVING * BigInt(window[index] ?? 0));
    window[index] = character;
    index = (index + 1) % BLOCK;
  };
  const take = (character: number): void => {
    finish();
    if (atStart) starts[index] = ++line;
    atStart = character === LF;
    add(character);
  };

  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === SPACE || character === TAB) continue;
    // Only right behind it: a blank between them makes two ends of lines.
    if (character === LF && at > 0 && text.charCodeAt(at - 1) === CR) continue;
    take(character === CR ? LF : character);
  }
  take(END_OF_FILE);
  for (let rest = 0; rest < BLOCK; rest++) {
    finish();
    add(0);
  }
  return hashes;
}
