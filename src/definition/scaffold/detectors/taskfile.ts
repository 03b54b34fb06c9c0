import type { Detector } from '../ecosystem.ts';
import { ecosystemOf, type Task } from '../tasks.ts';
import { recordAt, textAt, valueAt } from '../untrusted-value.ts';

const NAMES = ['Taskfile.yml', 'Taskfile.yaml', 'taskfile.yml', 'taskfile.yaml'];

export const taskfile: Detector = {
  name: 'task',
  looksFor: ['Taskfile.yml'],
  async detect(repository) {
    const present = await repository.names('', 'file');
    const from = NAMES.find((name) => present.includes(name));
    if (from === undefined) return undefined;
    const tasks = Object.entries(recordAt(await repository.yaml(from), 'tasks')).map(
      ([name, task]): Task => ({ name, calls: [...called(task, 'deps'), ...called(task, 'cmds')] }),
    );
    return ecosystemOf(repository, { name: 'task', program: 'task', from, tasks, wants: [{ tool: 'task' }] });
  },
};

/** Entries are names in `deps`, and `{task: name}` in both: https://taskfile.dev/reference/schema/ */
function called(task: unknown, list: 'deps' | 'cmds'): readonly string[] {
  const entries = valueAt(task, list);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    const name = textAt(entry, 'task') ?? (list === 'deps' && typeof entry === 'string' ? entry : undefined);
    return name === undefined ? [] : [name];
  });
}
