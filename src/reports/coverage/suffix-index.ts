/** Where a suffix of a path leads among many paths. */
export interface SuffixMatch {
  /** Names of the suffix that were found, from the last one back. */
  readonly depth: number;
  /** Every path that has this suffix, `MOST_CANDIDATES` at most. */
  readonly paths: readonly string[];
  /** How many there are. */
  readonly count: number;
}

const MOST_CANDIDATES = 5;

interface Node {
  count: number;
  readonly children: Map<string, Node>;
  /** The path that begins here. */
  whole: string | undefined;
}

/**
 * Paths by their ends: a tree of the names in them, the last one first, so that the longest suffix that a path shares with any of them is
 * found in as many steps as it has names, however many files are called `index.ts`.
 */
export class SuffixIndex {
  readonly #root: Node = newNode();

  constructor(paths: Iterable<string>) {
    for (const path of paths) {
      let node = this.#root;
      for (const name of path.split('/').reverse()) {
        let child = node.children.get(name);
        if (child === undefined) {
          child = newNode();
          node.children.set(name, child);
        }
        child.count += 1;
        node = child;
      }
      node.whole = path;
    }
  }

  /** The longest suffix of `path` that is the end of any path here. */
  longest(path: string): SuffixMatch {
    let node = this.#root;
    let depth = 0;
    for (const name of path.split('/').reverse()) {
      const child = node.children.get(name);
      if (child === undefined) break;
      node = child;
      depth += 1;
    }
    if (depth === 0) return { depth, paths: [], count: 0 };
    const paths: string[] = [];
    gather(node, paths, MOST_CANDIDATES);
    return { depth, paths: paths.sort(), count: node.count };
  }

  /** Every path that ends as `path` does as far as any does. */
  all(path: string): readonly string[] {
    let node = this.#root;
    for (const name of path.split('/').reverse()) {
      const child = node.children.get(name);
      if (child === undefined) break;
      node = child;
    }
    const paths: string[] = [];
    if (node !== this.#root) gather(node, paths, Number.POSITIVE_INFINITY);
    return paths;
  }
}

function newNode(): Node {
  return { count: 0, children: new Map(), whole: undefined };
}

function gather(node: Node, paths: string[], most: number): void {
  if (paths.length >= most) return;
  if (node.whole !== undefined) paths.push(node.whole);
  for (const child of node.children.values()) gather(child, paths, most);
}
