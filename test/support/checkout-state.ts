import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Every file of a checkout with its mode and a digest of its bytes, without `.git`; names with bytes that are no UTF-8 escaped. */
export function treeState(root: string, without: readonly string[] = []): readonly string[] {
  const lines: string[] = [];
  const walk = (folder: Buffer, below: Buffer): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' }) as unknown as {
      name: Buffer;
    }[]) {
      const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
      const name = below.length === 0 ? entry.name : Buffer.concat([below, Buffer.from('/'), entry.name]);
      if (below.length === 0 && ['.git', ...without].includes(entry.name.toString())) continue;
      const stats = lstatSync(path);
      if (stats.isDirectory()) walk(path, name);
      else {
        const content = stats.isSymbolicLink() ? readlinkSync(path, 'buffer') : readFileSync(path);
        const digest = createHash('sha256').update(content).digest('hex');
        lines.push(`${name.toString('latin1')} ${stats.mode.toString(8)} ${digest}`);
      }
    }
  };
  walk(Buffer.from(root), Buffer.alloc(0));
  return lines.sort();
}

/** Every entry of the index with its mode and id. */
export function indexState(root: string): string {
  return execFileSync('git', ['ls-files', '--stage', '-z'], { cwd: join(root) }).toString('latin1');
}
