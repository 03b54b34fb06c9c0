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
  return { contexts: [...contexts].map(([name, secrets]) => ({ name, secrets })), diagnostics };
}

function withoutContext(name: string, leg: PlannedJob): Diagnostic {
  return problem(
    'secret-without-context',
    ['jobs', leg.job, 'secrets'],
    `CircleCI would give the secret ${name} to every job of the project or to none: no context holds it.`,
    { fix: `Name the context: secrets: { ${name}: { context: '…' } }.` },
  );
}
