import { runByteCommand } from './byte-command.ts';
import { splitNames } from './git-index-output.ts';

/** What a commit has at a path, by git itself: no checkout, no filters, no settings of anybody. */
export interface TreeFile {
  /** From the tree's top, with forward slashes. */
  readonly path: string;
  readonly kind: 'file' | 'program' | 'link' | 'submodule';
  /** Of the blob; of a submodule that of its commit. */
  readonly id: string;
}

const KINDS: Readonly<Record<string, TreeFile['kind']>> = {
  '100644': 'file',
  // Written by old versions of git.
  '100664': 'file',
  '100755': 'program',
  '120000': 'link',
  '160000': 'submodule',
};

const QUIET = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };

/** Everything in a tree (git-ls-tree(1)), sorted by the bytes of the names; `tree` may be `COMMIT:FOLDER`. Throws in git's words. */
export async function readTree(directory: string, tree: string): Promise<readonly TreeFile[]> {
  const bytes = await git(directory, ['ls-tree', '-r', '-z', '--full-tree', tree]);
  return splitNames(bytes).flatMap((entry) => {
    const [, mode = '', id = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/su.exec(entry) ?? [];
    const kind = KINDS[mode];
    if (kind === undefined) throw new Error(`Internal error: git lists an entry of mode '${mode}'`);
    return [{ path, kind, id }];
  });
}

/** The contents of blobs, in their order (git-cat-file(1), "BATCH OUTPUT"). Throws in git's words. */
export async function readBlobs(directory: string, ids: readonly string[]): Promise<readonly Uint8Array[]> {
  if (ids.length === 0) return [];
  const output = await git(directory, ['cat-file', '--batch'], Buffer.from(`${ids.join('\n')}\n`));
  const contents: Uint8Array[] = [];
  let at = 0;
  for (const id of ids) {
    const end = output.indexOf(0x0a, at);
    const [, size = ''] = /^[0-9a-f]+ blob (\d+)$/.exec(output.toString('latin1', at, end)) ?? [];
    if (size === '') throw new Error(`git has no content of ${id}`);
    at = end + 1;
    contents.push(output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return contents;
}

async function git(directory: string, args: readonly string[], input?: Uint8Array): Promise<Buffer> {
  const { code, stdout, stderr } = await runByteCommand('git', args, {
    cwd: directory,
    env: QUIET,
    ...(input !== undefined && { input }),
  });
  if (code !== 0) throw new Error(`git ${args[0]} failed: ${stderr.trim() || 'no reason given'}`);
  return stdout;
}
