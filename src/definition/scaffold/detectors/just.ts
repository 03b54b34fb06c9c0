import type { Detector } from '../ecosystem.ts';
import { ecosystemOf, type Task } from '../tasks.ts';

export const just: Detector = {
  name: 'just',
  looksFor: ['justfile'],
  async detect(repository) {
    const present = await repository.names('', 'file');
    const from = present.find((name) => /^\.?justfile$/i.test(name));
    const text = from === undefined ? undefined : await repository.text(from);
    if (from === undefined || text === undefined) return undefined;
    const wants = [{ tool: 'just' }];
    return ecosystemOf(repository, { name: 'just', program: 'just', from, tasks: recipes(text), wants });
  },
};

/** https://just.systems/man/en/recipe-parameters.html: recipes without parameters, or whose parameters have defaults. */
function recipes(text: string): readonly Task[] {
  const tasks: Task[] = [];
  for (const line of text.split(/\r?\n/)) {
    const found = /^@?([A-Za-z_][\w-]*)((?:\s+[*+$]?\w+(?:=\S+)?)*)\s*:(?!=)(.*)$/.exec(line);
    if (found === null) continue;
    const [, name = '', parameters = '', dependencies = ''] = found;
    const needsValue = parameters.split(/\s+/).some((word) => word !== '' && !/^\*|=/.test(word));
    const calls = (dependencies.split('#')[0] ?? '').split(/\s+/).filter((word) => /^[\w-]+$/.test(word));
    if (!needsValue) tasks.push({ name, calls });
  }
  return tasks;
}
