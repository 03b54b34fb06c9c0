import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** By path, whose bytes are taken for Latin-1: kind, mode and content, as a text that two equal files share. */
export type FileTree = ReadonlyMap<string, string>;

/** Everything below a directory, but for these names at its top. */
export function describeTree(root: string, without: readonly string[] = []): FileTree {
  const tree = new Map<string, string>();
  walk(Buffer.from(root), '', (path) => without.includes(path), tree);
  return tree;
}

function walk(root: Buffer, path: string, left: (path: string) => boolean, tree: Map<string, string>): void {
  const folder = path === '' ? root : below(root, path);
  const entries = readdirSync(folder, {
    withFileTypes: true,
    encoding: 'buffer',
  }) as unknown as Dirent<Buffer>[];
  for (const entry of entries) {
    const name = entry.name.toString('latin1');
    const at = path === '' ? name : `${path}/${name}`;
    if (left(at)) continue;
    const full = below(root, at);
    const mode = (lstatSync(full).mode & 0o7777).toString(8);
    if (entry.isSymbolicLink()) tree.set(at, `link to ${readlinkSync(full, 'latin1')}`);
    else if (entry.isDirectory()) {
      tree.set(at, `directory ${mode}`);
      walk(root, at, left, tree);
    } else if (entry.isFile()) tree.set(at, `file ${mode} ${contentText(readFileSync(full))}`);
    else tree.set(at, 'neither file nor directory');
  }
}

function below(root: Buffer, path: string): Buffer {
  return Buffer.concat([root, Buffer.from('/'), Buffer.from(path, 'latin1')]);
}

/** What is short is shown: a difference is then told by itself. */
function contentText(content: Buffer): string {
  if (content.length <= 60) return JSON.stringify(content.toString('latin1'));
  return `${content.length} bytes ${createHash('sha256').update(content).digest('hex').slice(0, 12)}`;
}

/** What tells two trees apart, a line each. */
export function treeDifferences(is: FileTree, ought: FileTree): readonly string[] {
  return [...new Set([...is.keys(), ...ought.keys()])].sort().flatMap((path) => {
    const [one, other] = [is.get(path), ought.get(path)];
    return one === other ? [] : [`${path} is ${one ?? 'not there'}, and ought to be ${other ?? 'not there'}`];
  });
}
