import type { Detector } from '../ecosystem.ts';
import { ecosystemOf, type Task } from '../tasks.ts';

const NAMES = ['GNUmakefile', 'makefile', 'Makefile'];

export const make: Detector = {
  name: 'make',
  looksFor: ['Makefile'],
  async detect(repository) {
    // A file system that ignores case finds every spelling: the directory says which there is.
    const present = await repository.names('', 'file');
    const from = NAMES.find((name) => present.includes(name));
    const text = from === undefined ? undefined : await repository.text(from);
    if (from === undefined || text === undefined) return undefined;
    return ecosystemOf(repository, { name: 'make', program: 'make', from, tasks: targets(text) });
  },
};

/** Explicit rules: https://www.gnu.org/software/make/manual/html_node/Rule-Syntax.html */
function targets(text: string): readonly Task[] {
  const tasks = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const rule = /^([A-Za-z0-9][\w.\- ]*?)\s*::?(?!=)([^=]*)$/.exec(line);
    if (rule !== null) {
      const [, names = '', prerequisites = ''] = rule;
      const before = prerequisites.split(/[;#|]/)[0] ?? '';
      current = [];
      for (const name of names.split(/\s+/)) {
        const calls = tasks.get(name) ?? [];
        calls.push(...before.split(/\s+/).filter((word) => word !== ''));
        tasks.set(name, calls);
        current.push(name);
      }
    }
    for (const match of line.matchAll(/\$[({]MAKE[)}]\s+([\w.-]+)/g))
      for (const name of current) tasks.get(name)?.push(match[1] ?? '');
  }
  return [...tasks].map(([name, calls]) => ({ name, calls }));
}
