import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { CacheDamage, Change, FileSpec } from './soundness-case.ts';

/** Does to a folder what a case says, in the order of its words. */
export function changeFiles(root: string, change: Change, where: Where): void {
  for (const verb of Object.keys(change) as (keyof Change)[]) VERBS[verb](root, change, where);
}

/** Where a tool works, or where the same is done without one. */
type Where = 'work' | 'truth';

const VERBS: Readonly<Record<keyof Change, (root: string, change: Change, where: Where) => void>> = {
  write: (root, { write = {} }) => {
    for (const [path, spec] of Object.entries(write)) writeSpec(join(root, path), spec);
  },
  remove: (root, { remove = [] }) => {
    for (const path of remove) rmSync(join(root, path), { recursive: true, force: true });
  },
  rename: (root, { rename = {} }) => {
    for (const [from, to] of Object.entries(rename)) {
      mkdirSync(dirname(join(root, to)), { recursive: true });
      renameSync(join(root, from), join(root, to));
    }
  },
  chmod: (root, { chmod = {} }) => {
    for (const [path, mode] of Object.entries(chmod)) chmodSync(join(root, path), Number.parseInt(mode, 8));
  },
  touch: (root, { touch = {} }) => {
    for (const [path, time] of Object.entries(touch))
      execFileSync('touch', ['-h', '-d', time, '--', path], { cwd: root });
  },
  shell: (root, { shell = '' }, where) => {
    const env = { ...process.env, WHERE: where };
    execFileSync('bash', ['-ec', shell], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  },
};

function writeSpec(path: string, spec: FileSpec): void {
  if (path.endsWith('/')) {
    mkdirSync(path, { recursive: true });
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  const { text = '', base64, mode, link } = typeof spec === 'string' ? { text: spec } : spec;
  if (link !== undefined) {
    rmSync(path, { force: true });
    symlinkSync(link, path);
    return;
  }
  writeFileSync(path, base64 === undefined ? text : Buffer.from(base64, 'base64'));
  if (mode !== undefined) chmodSync(path, Number.parseInt(mode, 8));
}

/** Damages every file in these folders, or those that are asked for. Gives how many there were. */
export function damageFiles(folders: readonly string[], { how, which = '' }: CacheDamage): number {
  const paths = folders.flatMap(filesBelow).filter((path) => path.includes(which));
  const contents = paths.map((path) => readFileSync(path));
  for (const [index, path] of paths.entries()) {
    const content = contents[index] ?? Buffer.alloc(0);
    if (how === 'remove') rmSync(path);
    else if (how === 'empty') writeFileSync(path, '');
    else if (how === 'truncate') writeFileSync(path, content.subarray(0, content.length >> 1));
    else if (how === 'swap') writeFileSync(path, contents[(index + 1) % contents.length] ?? '');
    else {
      const middle = content.length >> 1;
      if (content.length > 0) content[middle] = (content[middle] ?? 0) ^ 1;
      writeFileSync(path, content);
    }
  }
  return paths.length;
}

export function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}
