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
