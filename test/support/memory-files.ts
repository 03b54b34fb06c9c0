import type { DirectoryEntry, Files } from '../../src/platform/files.ts';

/** Files in memory: every answer is there at the next turn, so that a test on a virtual clock never waits for a disk. */
export function memoryFiles(initial: Readonly<Record<string, string>> = {}): Files & {
  readonly content: Map<string, string>;
} {
  const content = new Map(Object.entries(initial));
  const below = (path: string): string[] => [...content.keys()].filter((name) => name.startsWith(`${path}/`));
  return {
    content,
    readText: async (path) => content.get(path),
    readBytes: async (path) => {
      const text = content.get(path);
      return text === undefined ? undefined : Buffer.from(text);
    },
    touch: async () => undefined,
    writeAtomic: async (path, text) => void content.set(path, Buffer.from(text).toString()),
    async createExclusive(path, text) {
      if (content.has(path)) return false;
      content.set(path, text);
      return true;
    },
    exists: async (path) => content.has(path) || below(path).length > 0,
    stat: async (path) =>
      content.has(path) ? { kind: 'file', size: content.get(path)?.length ?? 0, modified: 0 } : undefined,
    async list(path) {
      const names = new Map<string, DirectoryEntry>();
      for (const file of below(path)) {
        const [name = '', ...rest] = file.slice(path.length + 1).split('/');
        names.set(name, { name, kind: rest.length === 0 ? 'file' : 'directory' });
      }
      return [...names.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    makeDirectory: async () => undefined,
    async remove(path) {
      for (const file of [path, ...below(path)]) content.delete(file);
    },
    async copy(from, to) {
      for (const file of [from, ...below(from)]) {
        const text = content.get(file);
        if (text !== undefined) content.set(to + file.slice(from.length), text);
      }
    },
    realPath: async (path) => path,
  };
}
