import { printableLine } from '../../diagnostics/printable.ts';
import type { RunStarted } from '../../run/run-event.ts';
import { count, sourceText } from '../../run/run-words.ts';
import type { Style } from './style.ts';

/** `lockstep 0.1.0 · meteor · ci · 12 jobs, 4 at a time · main 9f1c2ab`: what is about to happen. */
export function runTitle(started: RunStarted, style: Style): string {
  const { plan, source, workspace } = started;
  const revision = sourceText(source);
  const parts = [
    `lockstep ${printableLine(started.lockstep)}`,
    printableLine(plan.project),
    plan.workflow === undefined ? '' : printableLine(plan.workflow),
    `${count(plan.jobs.length, 'job')}, ${started.slots} at a time`,
    revision,
    workspace.isolation === 'head' ? 'in a copy of the last commit' : '',
    workspace.isolation === 'worktree' ? 'in a copy of the working tree' : '',
  ];
  return parts.filter((part) => part !== '').join(` ${style.dot} `);
}
