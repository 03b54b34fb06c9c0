import type { Workflow } from '../../../pipeline/pipeline.ts';
import type { PlannedEnvEntry } from '../../../plan/plan.ts';
import { allOf, anyOf, context, type Expression, equal, literal } from '../expression/expression.ts';

type EventEntry = Extract<PlannedEnvEntry, { kind: 'input' | 'tag' }>;

/**
 * What an event says, as a variable's value: the tag, or what was filled in by hand. An expression in `env` alone: a tag's name is
 * somebody else's text. `inputs` is empty for every event but workflow_dispatch (docs.github.com, "Contexts").
 */
export function eventValue(entry: EventEntry, workflow: Workflow): Expression {
  if (entry.kind === 'tag')
    return anyOf(
      allOf(equal(context('github', 'ref_type'), 'tag'), context('github', 'ref_name')),
      literal(''),
    );
  const given = context('inputs', entry.input);
  if (typeOf(entry.input, workflow) !== 'boolean')
    return entry.default === '' ? given : anyOf(given, literal(entry.default));
  // `false || 'true'` would be true: the event is asked first.
  const byHand = equal(context('github', 'event_name'), 'workflow_dispatch');
  const text = anyOf(allOf(given, literal('true')), literal('false'));
  return anyOf(allOf(byHand, text), literal(entry.default));
}

function typeOf(input: string, workflow: Workflow): string {
  for (const trigger of workflow.on) {
    const config = trigger.kind === 'manual' ? trigger.inputs?.[input] : undefined;
    if (config !== undefined) return config.type ?? 'string';
  }
  return 'string';
}
