import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { type CheckContext, problem } from './check-context.ts';

/** Every job that is named exists: in `needs`, in workflows; and the default workflow does. */
export function checkJobReferences(context: CheckContext): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [name, job] of context.written)
    (job.needs ?? []).forEach((need, index) => {
      const path = ['jobs', name, 'needs', index];
      if (typeof need === 'string') found.push(...unknownJob(context, need, path, `job '${name}' needs it`));
      else found.push(...unknownJob(context, need.job, [...path, 'job'], `job '${name}' needs it`));
    });
  for (const [name, workflow] of Object.entries(context.config.workflows ?? {}))
    if (workflow.jobs !== '*')
      workflow.jobs.forEach((job, index) => {
        const path = ['workflows', name, 'jobs', index];
        found.push(...unknownJob(context, job, path, `workflow '${name}' names it`));
      });
  return [...found, ...unknownDefault(context)];
}

function unknownJob(
  context: CheckContext,
  name: string,
  at: PropertyPath,
  why: string,
): readonly Diagnostic[] {
  if (context.jobs.has(name) || context.damaged(['jobs', name])) return [];
  return [
    problem('unknown-job', at, `There is no job '${name}', and ${why}.`, {
      fix: didYouMean(name, [...context.jobs.keys()]),
    }),
  ];
}

function unknownDefault({ config, damaged }: CheckContext): readonly Diagnostic[] {
  const { defaultWorkflow: name, workflows = {} } = config;
  if (name === undefined || Object.hasOwn(workflows, name) || damaged(['workflows', name])) return [];
  return [
    problem('unknown-workflow', ['defaultWorkflow'], `There is no workflow '${name}'.`, {
      fix: didYouMean(name, Object.keys(workflows)) ?? 'Declare it in workflows, or leave this out.',
    }),
  ];
}
