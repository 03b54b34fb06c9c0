import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { EnvValue } from '../config.ts';
import type { Workflow } from '../pipeline.ts';
import { jobsOf } from '../platform-match.ts';
import { type CheckContext, problem, stepObjects } from './check-context.ts';

/** Every input a job takes is asked for by the manual trigger of a workflow that has the job. */
export function checkInputs(context: CheckContext): readonly Diagnostic[] {
  const { pipeline, written } = context;
  return [...written].flatMap(([name, job]) => {
    const taken = [
      ...inputsIn(job.env, ['jobs', name, 'env']),
      ...stepObjects(name, job).flatMap(({ step, at }) => inputsIn(step.env, [...at, 'env'])),
    ];
    if (taken.length === 0) return [];
    const workflows = pipeline.workflows.filter((workflow) =>
      jobsOf(pipeline, workflow).some((candidate) => candidate.name === name),
    );
    const asked = workflows.flatMap(inputsOf);
    return taken
      .filter(({ input }) => !asked.includes(input))
      .map(({ input, at }) =>
        problem(
          'unknown-input',
          at,
          `Job '${name}' takes the input '${input}', which no workflow that has it asks for.`,
          {
            fix:
              didYouMean(input, asked) ??
              `Add it to the trigger: manual({ ${input}: { description: '…' } }).`,
          },
        ),
      );
  });
}

function inputsOf(workflow: Workflow): readonly string[] {
  return workflow.on.flatMap((trigger) =>
    trigger.kind === 'manual' ? Object.keys(trigger.inputs ?? {}) : [],
  );
}

function inputsIn(
  env: Readonly<Record<string, EnvValue>> | undefined,
  at: PropertyPath,
): readonly { readonly input: string; readonly at: PropertyPath }[] {
  return Object.entries(env ?? {}).flatMap(([name, given]) =>
    typeof given === 'object' && 'input' in given ? [{ input: given.input, at: [...at, name] }] : [],
  );
}
