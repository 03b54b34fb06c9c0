import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type CheckContext, problem } from './check-context.ts';

/** Every job has something to do, and says it in one place. */
export function checkCommands({ written, damaged }: CheckContext): readonly Diagnostic[] {
  return [...written].flatMap(([name, job]) => {
    const at = ['jobs', name];
    if (job.run === undefined && (job.steps ?? []).length === 0 && !damaged(at))
      return [
        problem('empty-job', at, `Job '${name}' has no command.`, {
          atKey: true,
          fix: "Give it one: run: 'npm test', or several as steps: [...].",
        }),
      ];
    if (job.run !== undefined && job.steps !== undefined)
      return [
        problem('run-and-steps', [...at, 'run'], `Job '${name}' has both 'run' and 'steps'.`, {
          atKey: true,
          fix: "Make 'run' the first of the steps.",
        }),
      ];
    return [];
  });
}
