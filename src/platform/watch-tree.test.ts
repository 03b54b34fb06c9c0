import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { TreeWatcher } from './watch-tree.ts';

const open: { close(): void }[] = [];

after(() => {
  for (const one of open) one.close();
});

class Watched {
  readonly root = mkdtempSync(join(tmpdir(), 'lockstep-tree-'));
  readonly touched: string[] = [];
  readonly asked: string[][] = [];
  files: readonly string[] = [];
  watcher: TreeWatcher | undefined;

  constructor(names: readonly string[]) {
    for (const name of names) this.write(name);
    open.push(this);
  }

  async start(wholeTree: boolean): Promise<void> {
    const found = await TreeWatcher.open(
      {
        root: this.root,
        enters: async (folders) => {
          this.asked.push([...folders]);
          return folders.filter((folder) => !folder.includes('unwanted'));
        },
        touched: (name, below) => void this.touched.push(below ? `${name}/` : name),
        failed: (error) => void this.touched.push(`failed: ${error.message}`),
      },
      { wholeTree },
    );
    this.watcher = found.watcher;
    this.files = found.files;
    // What was written before the watch may still be told.
    await sleep(50);
    this.touched.length = 0;
  }

  write(name: string): void {
    mkdirSync(dirname(join(this.root, name)), { recursive: true });
    writeFileSync(join(this.root, name), name);
  }

  move(from: string, to: string): void {
    renameSync(join(this.root, from), join(this.root, to));
  }

  remove(name: string): void {
    rmSync(join(this.root, name), { recursive: true });
  }

  /** Waits until all of these were told. */
  async tells(...names: readonly string[]): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (!names.every((name) => this.touched.includes(name))) {
      if (performance.now() > deadline) assert.deepEqual(this.touched, names);
      await sleep(10);
    }
    this.touched.length = 0;
  }

  close(): void {
    this.watcher?.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

for (const wholeTree of [false, true])
  describe(`a tree that is watched ${wholeTree ? 'as a whole' : 'folder by folder'}`, {
    skip: process.platform === 'win32',
  }, () => {
    it('tells its files, and what is written, made, renamed and removed', async () => {
      const tree = new Watched(['a', 'src/b', 'src/deep/c', 'unwanted/d']);
      await tree.start(wholeTree);
      assert.deepEqual([...tree.files].sort(), ['a', 'src/b', 'src/deep/c']);
      tree.write('src/deep/c');
      await tree.tells('src/deep/c');
      tree.write('src/new');
      await tree.tells('src/new');
      tree.move('a', 'src/e');
      await tree.tells('a', 'src/e');
      tree.remove('src/b');
      await tree.tells('src/b');
    });

    it('is silent about folders that are not wanted', async () => {
      const tree = new Watched(['a', 'unwanted/deep/d', 'src/unwanted/e']);
      await tree.start(wholeTree);
      tree.write('unwanted/deep/d');
      tree.write('src/unwanted/e');
      tree.write('src/unwanted/new/f');
      tree.write('a');
      await tree.tells('a');
      await sleep(50);
      assert.deepEqual(
        tree.touched.filter((name) => /unwanted./.test(name)),
        [],
      );
      assert.ok(!tree.asked.flat().includes('unwanted/deep'));
    });

    it('looks into folders that come later, and leaves those that go', async () => {
      const tree = new Watched(['a', 'src/b']);
      await tree.start(wholeTree);
      tree.write('later/deep/c');
      await tree.tells('later/deep/c');
      tree.write('later/deep/c');
      await tree.tells('later/deep/c');
      tree.move('later', 'moved');
      await tree.tells('later/', 'moved/deep/c');
      tree.write('moved/deep/d');
      await tree.tells('moved/deep/d');
      tree.remove('src');
      await tree.tells('src/');
      tree.write('src/b');
      await tree.tells('src/b');
    });

    it('does not follow links', async () => {
      const tree = new Watched(['a', 'src/b']);
      symlinkSync('src', join(tree.root, 'link'));
      await tree.start(wholeTree);
      assert.deepEqual([...tree.files].sort(), ['a', 'link', 'src/b']);
      assert.deepEqual(tree.asked, [['src']]);
    });
  });
