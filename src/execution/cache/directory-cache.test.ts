import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { sha256 } from '../../platform/digest.ts';
import { nodeFiles } from '../../platform/files.ts';
import { checkResultCacheContract } from '../result-cache.contract.ts';
import type { StoredResult } from '../result-cache.ts';
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

describe('a large content', () => {
  const large = Buffer.alloc(3 << 20, 'large ');
  const content = { digest: sha256(large), mode: 0o755 };

  it('goes from file to file', async () => {
    await inFolder(async (root) => {
      const cache = new DirectoryCache(nodeFiles, root);
      const [from, to] = [`${root}-from`, `${root}-to`];
      writeFileSync(from, large);
      const [result, log] = example('large');
      const output = { kind: 'file', path: 'large', size: large.length, ...content } as const;
      const problem = await cache.store({ ...result, outputs: [output] }, log, (digest) =>
        digest === content.digest ? from : undefined,
      );
      assert.equal(problem, undefined);
      assert.equal(await cache.copyTo(to, content), true);
      assert.ok(readFileSync(to).equals(large));
      if (process.platform !== 'win32') assert.equal(statSync(to).mode & 0o777, 0o755);
    });
  });

  it('that is another by now is not kept, and one that is damaged is not put in place', async () => {
    await inFolder(async (root) => {
      const cache = new DirectoryCache(nodeFiles, root);
      const from = `${root}-from`;
      const [result, log] = example('large');
      const output = { kind: 'file', path: 'large', size: large.length, ...content } as const;
      const store = (): Promise<string | undefined> =>
        cache.store({ ...result, outputs: [output] }, log, (digest) =>
          digest === content.digest ? from : undefined,
        );
      writeFileSync(from, 'another');
      assert.equal(await store(), 'a file changed while it was stored');
      assert.equal(await cache.find(result.key), undefined);
      writeFileSync(from, large);
      assert.equal(await store(), undefined);
      writeFileSync(join(root, 'contents', content.digest.slice(0, 2), content.digest), 'damaged');
      writeFileSync(`${root}-to`, 'what was there');
      assert.equal(await cache.copyTo(`${root}-to`, content), false);
      assert.equal(readFileSync(`${root}-to`, 'utf8'), 'what was there');
      assert.deepEqual(
        readdirSync(dirname(root)).filter((name) => name.endsWith('.tmp')),
        [],
      );
    });
  });
});

describe('the size of a folder of results', () => {
  it('is bounded: what was used least recently goes first, and what was used again stays', async () => {
    await inFolder(async (root) => {
      const cache = new DirectoryCache(nodeFiles, root);
      for (const [hour, name] of ['one', 'two', 'three', 'four'].entries())
        await storeAt(cache, root, { name, time: NOW - DAY + hour * HOUR });
      // Its time is now that of the system, which is later than all others.
      assert.ok(await cache.find(keyOf('one')));
      const { bytes } = await cache.size();
      const gone = await cache.shrink(Math.floor(bytes / 2), NOW);
      assert.deepEqual([gone.results, gone.contents], [2, 2]);
      assert.deepEqual(await kept(cache, ['one', 'two', 'three', 'four']), ['one', 'four']);
      assert.ok((await cache.size()).bytes <= bytes / 2);
    });
  });

  it('is what it was when there is room', async () => {
    await inFolder(async (root) => {
      const cache = new DirectoryCache(nodeFiles, root);
      await storeAt(cache, root, { name: 'one', time: NOW - DAY });
      assert.deepEqual(await cache.shrink(1e9, NOW), { results: 0, contents: 0, bytes: 0 });
      assert.deepEqual(await kept(cache, ['one']), ['one']);
    });
  });

  it('counts a content once, and keeps it as long as a result names it', async () => {
    await inFolder(async (root) => {
      const cache = new DirectoryCache(nodeFiles, root);
      await storeAt(cache, root, { name: 'one', time: NOW - DAY, text: 'shared' });
      await storeAt(cache, root, { name: 'two', time: NOW - HOUR, text: 'shared' });
      assert.equal((await cache.size()).contents, 1);
      const { bytes } = await cache.size();
      await cache.shrink(bytes - 1, NOW);
      assert.deepEqual(await kept(cache, ['one', 'two']), ['two']);
    });
  });

  it('leaves a content that no result names yet: one may just be stored', async () => {
    await inFolder(async (root) => {
      const cache = new DirectoryCache(nodeFiles, root);
      await storeAt(cache, root, { name: 'one', time: NOW - DAY });
      const young = sha256('young');
      await nodeFiles.writeAtomic(join(root, 'contents', young.slice(0, 2), young), 'young');
      await cache.shrink(1, Date.now());
      assert.equal(Buffer.from((await cache.read(young)) ?? []).toString(), 'young');
      assert.deepEqual(await kept(cache, ['one']), []);
    });
  });

  it('is bounded by several at once while others store and read: what is found is whole', async () => {
    await inFolder(async (root) => {
      const names = Array.from({ length: 60 }, (_, index) => `result ${index}`);
      const caches = Array.from({ length: 4 }, () => new DirectoryCache(nodeFiles, root));
      let found = 0;
      const work = caches.map(async (cache, which) => {
        for (const [index, name] of names.entries()) {
          if (index % 4 === which) await cache.store(...example(name));
          if (index % 7 === which) await cache.shrink(4_000, Date.now() + 2 * HOUR);
          for (const other of names.slice(0, index)) {
            const result = await cache.find(keyOf(other));
            if (result === undefined) continue;
            const log = await cache.read(result.log);
            // Gone, or what it was: never another text.
            if (log !== undefined) assert.equal(Buffer.from(log).toString(), `text of ${other}`);
            found++;
          }
        }
      });
      await Promise.all(work);
      assert.ok(found > 50, `only ${found} were found`);
    });
  });
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.now();

const keyOf = (name: string): string => sha256(`key of ${name}`);

function example(name: string, text = `text of ${name}`): readonly [StoredResult, () => Uint8Array] {
  const log = Buffer.from(text);
  const result: StoredResult = {
    key: keyOf(name),
    leg: 'unit@linux' as StoredResult['leg'],
    run: '20261123-120000-0001' as StoredResult['run'],
    time: NOW,
    duration: 1,
    parts: [],
    outputs: [],
    values: {},
    log: sha256(log),
  };
  return [result, () => log];
}

/** As if it had been stored and used last at that time. */
async function storeAt(
  cache: DirectoryCache,
  root: string,
  { name, time, text }: { readonly name: string; readonly time: number; readonly text?: string },
): Promise<void> {
  const [result, content] = example(name, text);
  assert.equal(await cache.store(result, content), undefined);
  for (const path of [
    join(root, 'results', result.key.slice(0, 2), result.key),
    join(root, 'contents', result.log.slice(0, 2), result.log),
  ])
    utimesSync(path, time / 1000, time / 1000);
}

async function kept(cache: DirectoryCache, names: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of names) {
    const result = await cache.find(keyOf(name));
    if (result !== undefined && (await cache.read(result.log)) !== undefined) found.push(name);
  }
  return found;
}

async function inFolder(work: (root: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-results-'));
  try {
    await work(join(folder, 'results'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
