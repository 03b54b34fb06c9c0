import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type CheckContext, problem } from './check-context.ts';

/** No job waits for itself. Each circle is told once, at the need that closes it. */
export function checkNeedCycles({ pipeline, jobs }: CheckContext): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const done = new Set<string>();
  for (const { name } of pipeline.jobs) {
    // Depth first without recursion: a chain may be as long as a definition.
    const path: { name: string; next: number }[] = done.has(name) ? [] : [{ name, next: 0 }];
    const onPath = new Set<string>([name]);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const needs = jobs.get(top.name)?.needs ?? [];
      const index = top.next++;
      const need = needs[index]?.job;
      if (need === undefined) {
        done.add(top.name);
        onPath.delete(top.name);
        path.pop();
      } else if (onPath.has(need)) {
        const circle = path.slice(path.findIndex((entry) => entry.name === need)).map((entry) => entry.name);
        found.push(cycle([...circle, need], ['jobs', top.name, 'needs', index]));
      } else if (!done.has(need) && jobs.has(need)) {
        path.push({ name: need, next: 0 });
        onPath.add(need);
      }
    }
  }
  return found;
}

function cycle(names: readonly string[], at: readonly (string | number)[]): Diagnostic {
  if (names.length === 2)
    return problem('need-cycle', at, `Job '${names[0]}' needs itself.`, { fix: 'Take this need out.' });
  return problem('need-cycle', at, `These jobs wait for each other: ${names.join(' → ')}.`, {
    fix: 'Take one of these needs out.',
  });
}
