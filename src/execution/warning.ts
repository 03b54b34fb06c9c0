import type { PlannedJob } from '../plan/plan.ts';
import type { RunContext } from './run-context.ts';

/** A warning about a leg. Masked like its output: a name, a version or a path in it may be a secret's value. */
export function warn(context: RunContext, job: PlannedJob, text: string): void {
  const { clock, masker } = context;
  context.emit({ kind: 'warning', time: clock.now(), leg: job.id, message: masker.text(text) });
}
