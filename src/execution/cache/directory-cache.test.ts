import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFiles } from '../../platform/files.ts';
import { checkResultCacheContract } from '../result-cache.contract.ts';
import { DirectoryCache } from './directory-cache.ts';

checkResultCacheContract({
  name: 'a folder',
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-results-'));
    const root = join(folder, 'results');
    return {
      cache: new DirectoryCache(nodeFiles, root),
      again: () => new DirectoryCache(nodeFiles, root),
      async damage(kind, name, change) {
        const path = join(root, `${kind}s`, name.slice(0, 2), name);
        const changed = change(readFileSync(path));
        if (changed === undefined) rmSync(path);
        else writeFileSync(path, changed);
      },
      async breakDown() {
        rmSync(root, { recursive: true });
        writeFileSync(root, 'no folder any more');
      },
      close: async () => rmSync(folder, { recursive: true }),
    };
  },
});
