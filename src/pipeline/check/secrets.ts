import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import { didYouMeanOr } from '../../diagnostics/suggest.ts';
import { type CheckContext, problem } from './check-context.ts';

/** Every secret a job may see is declared, and every one that is declared has a reader. */
export function checkSecrets(context: CheckContext): readonly Diagnostic[] {
  const { config, pipeline, written, damaged } = context;
  const declared = new Set(pipeline.secrets.map((secret) => secret.name));
  const found: Diagnostic[] = [];
  for (const [name, job] of written)
    (job.secrets ?? []).forEach((secret, index) => {
      if (declared.has(secret) || damaged(['secrets'])) return;
      found.push(
        problem(
          'undeclared-secret',
          ['jobs', name, 'secrets', index],
          `The secret '${secret}' is not declared.`,
          {
            fix: didYouMeanOr(
              secret,
              declared,
              `Declare it: secrets: ['${secret}'] at the top of the definition.`,
            ),
          },
        ),
      );
    });
  found.push(...checkStepSecrets(context));
  if ([...written.keys()].some((name) => damaged(['jobs', name]))) return found;
  const mentioned = JSON.stringify([
    config.release,
    config.notify,
    config.github,
    config.circleci,
    config.jobs,
  ]);
  const { secrets } = config;
  pipeline.secrets.forEach(({ name }, index) => {
    if (new RegExp(`\\b${name}\\b`).test(mentioned)) return;
    const at: PropertyPath = ['secrets', Array.isArray(secrets) ? index : name];
    found.push(
      problem('unused-secret', at, `No job asks for the secret '${name}'.`, {
        severity: 'warning',
        atKey: true,
        fix: `Add it to the job that uses it: secrets: ['${name}'], or take it out.`,
      }),
    );
  });
  return found;
}

/** Steps share what their job is given: one has no other secrets, and what none of them sees the job need not have. */
function checkStepSecrets({ written, damaged }: CheckContext): readonly Diagnostic[] {
  return [...written].flatMap(([name, { secrets = [], steps = [], run }]) => {
    if (damaged(['jobs', name])) return [];
    const inSteps = steps.map((step) => (typeof step === 'string' ? undefined : step.secrets));
    const outside = inSteps.flatMap((named = [], step) =>
      named.flatMap((secret, index) =>
        secrets.includes(secret)
          ? []
          : problem(
              'step-secrets',
              ['jobs', name, 'steps', step, 'secrets', index],
              `The step asks for the secret '${secret}', which its job is not given.`,
              { fix: didYouMeanOr(secret, secrets, `Add it to the job: secrets: ['${secret}'].`) },
            ),
      ),
    );
    const sees = (secret: string): boolean => inSteps.some((named) => named?.includes(secret) ?? true);
    const unseen = secrets.flatMap((secret, index) =>
      run !== undefined || steps.length === 0 || sees(secret)
        ? []
        : problem(
            'step-secrets',
            ['jobs', name, 'secrets', index],
            `The job '${name}' is given the secret '${secret}', and every step says that it does not see it.`,
            { fix: 'Name it in the secrets of the step that uses it, or take it from the job.' },
          ),
    );
    return [...outside, ...unseen];
  });
}
