import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Pipeline } from '../../../pipeline/pipeline.ts';
import type { PlannedJob } from '../../../plan/plan.ts';
import type { Invocation } from '../document.ts';
import { problem } from './problem.ts';

/** The contexts that hold a leg's secrets, each with the secrets it is there for. */
export function contextsOf(
  leg: PlannedJob,
  pipeline: Pipeline,
): { contexts: Invocation['contexts']; diagnostics: readonly Diagnostic[] } {
  const contexts = new Map<string, string[]>();
  const diagnostics: Diagnostic[] = [];
  for (const name of leg.secrets) {
    const context = pipeline.secrets.find((secret) => secret.name === name)?.policy.context;
    if (context === undefined) diagnostics.push(withoutContext(name, leg));
    else contexts.set(context, [...(contexts.get(context) ?? []), name]);
  }
  const narrow = leg.steps.filter(({ secrets = leg.secrets }) => secrets.length < leg.secrets.length);
  if (narrow.length > 0) diagnostics.push(ofWholeJob(leg, narrow.length));
  return { contexts: [...contexts].map(([name, secrets]) => ({ name, secrets })), diagnostics };
}

/** circleci.com/docs/contexts: a context is given to a job. */
function ofWholeJob({ job, steps }: PlannedJob, count: number): Diagnostic {
  return problem(
    'secret-of-whole-job',
    ['jobs', job, 'steps'],
    `CircleCI gives secrets to whole jobs: ${count} of the ${steps.length} steps of '${job}' could read more than the definition says.`,
    { severity: 'warning', fix: 'Put what needs the secret into a job of its own.' },
  );
}

function withoutContext(name: string, leg: PlannedJob): Diagnostic {
  return problem(
    'secret-without-context',
    ['jobs', leg.job, 'secrets'],
    `CircleCI would give the secret ${name} to every job of the project or to none: no context holds it.`,
    { fix: `Name the context: secrets: { ${name}: { context: '…' } }.` },
  );
}
