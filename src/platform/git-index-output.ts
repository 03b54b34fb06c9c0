import { pathText, rawPath } from './raw-path.ts';

/** What git prints about its index, read. The sources are named in `git-index.ts`. */
export interface IndexedFile {
  readonly path: string;
  /** `100644`, `100755`, `120000` (a symbolic link), `160000` (a submodule). */
  readonly mode: string;
  readonly id: string;
  /** It was not there before. */
  readonly isAdded: boolean;
  /** A sparse checkout leaves it out. */
  readonly isSparse: boolean;
}

/** The names of a list that ends each with a zero byte. */
export function splitNames(bytes: Buffer): readonly string[] {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd')) return text.split('\0').filter((name) => name !== '');
  const names: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0, from);
    const until = end === -1 ? bytes.length : end;
    if (until > from) names.push(pathText(bytes.subarray(from, until)));
    from = until + 1;
  }
  return names;
}

/** The other way round; what stands before each name is plain text. */
export function joinNames(
  names: readonly string[],
  before: (name: string, at: number) => string = () => '',
): Buffer {
  return Buffer.concat(
    names.flatMap((name, at) => [
      Buffer.from(before(name, at)),
      Buffer.from(rawPath(name)),
      Buffer.from('\0'),
    ]),
  );
}

/** The mode of what is not there. */
export const NO_FILE = '000000';

export interface RawChange extends IndexedFile {
  readonly status: string;
}

export function isThere({ status, mode }: RawChange): boolean {
  return status !== 'U' && status !== 'D' && mode !== NO_FILE;
}

/** `:100644 100644 <id> <id> M`, a zero byte, the name, a zero byte. */
export function rawChanges(bytes: Buffer, side: 'before' | 'after' = 'after'): readonly RawChange[] {
  const parts = splitNames(bytes);
  const changes: RawChange[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [before = '', after = '', idBefore = '', idAfter = '', status = ''] = (parts[at] ?? '')
      .slice(1)
      .split(' ');
    const [mode, id] = side === 'after' ? [after, idAfter] : [before, idBefore];
    const isAdded = status === 'A';
    changes.push({ path: parts[at + 1] ?? '', mode, id, isAdded, isSparse: false, status });
  }
  return changes;
}

export interface ListedEntry extends IndexedFile {
  /** The checkout has it no more; told with `--deleted` alone. */
  readonly isGone: boolean;
}

/** `H 100644 <id> 0<tab><name>`; `S` for what a sparse checkout leaves out, `R` for what is gone from the checkout. */
export function indexedFile(line: string, added: ReadonlySet<string>): ListedEntry[] {
  const tab = line.indexOf('\t');
  const [tag, mode = '', id = '', stage] = line.slice(0, tab).split(' ');
  const path = line.slice(tab + 1);
  if (stage !== '0') return [];
  return [{ path, mode, id, isAdded: added.has(path), isSparse: tag === 'S', isGone: tag === 'R' }];
}

/** The id of no bytes at all, by SHA-1 and by SHA-256 (gitformat-index(5), "intent-to-add flag" is set for entries with it). */
export function isEmptyBlob(id: string): boolean {
  return id.startsWith('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391') || id.startsWith('473a0f4c3be8a936');
}

/** `<id> blob <size>`, a line break, that many bytes, a line break; `<id> missing` for what is not there. */
export class BatchReader {
  taken = 0;
  readonly #take: (bytes: Buffer | undefined, at: number) => void;
  #parts: Buffer[] = [];
  #length = 0;
  #needed = 1;
  #size: number | undefined;

  constructor(take: (bytes: Buffer | undefined, at: number) => void) {
    this.#take = take;
  }

  add(part: Buffer): void {
    this.#parts.push(part);
    this.#length += part.length;
    // Nothing is put together before a whole content is there: or a large one would be copied again with every part.
    if (this.#length < this.#needed) return;
    let rest = this.#parts.length === 1 ? part : Buffer.concat(this.#parts);
    for (let next = this.#step(rest); next !== undefined; next = this.#step(rest)) rest = next;
    this.#parts = [rest];
    this.#length = rest.length;
    this.#needed = this.#size === undefined ? this.#length + 1 : this.#size + 1;
  }

  #step(rest: Buffer): Buffer | undefined {
    if (this.#size !== undefined) {
      if (rest.length < this.#size + 1) return undefined;
      const content = rest.subarray(0, this.#size);
      const after = rest.subarray(this.#size + 1);
      this.#size = undefined;
      this.#take(content, this.taken++);
      return after;
    }
    const end = rest.indexOf(10);
    if (end === -1) return undefined;
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(rest.toString('latin1', 0, end))?.[1];
    if (size === undefined) this.#take(undefined, this.taken++);
    else this.#size = Number(size);
    return rest.subarray(end + 1);
  }
}
