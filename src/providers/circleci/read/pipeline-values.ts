import type { PipelineEvent } from '../../../plan/event.ts';
import type { ExpressionValue, ExpressionValues } from '../expression/evaluate-expression.ts';
import { START_PARAMETER } from '../leg-tokens.ts';

/** Values of every pipeline that lockstep's conditions name (CircleCI-Public/expr, pipeline-values.yml). */
const KNOWN = [
  'pipeline.id',
  'pipeline.number',
  'pipeline.project.slug',
  'pipeline.git.branch',
  'pipeline.git.branch.is_default',
  'pipeline.git.tag',
  'pipeline.git.revision',
  'pipeline.trigger.type',
  'pipeline.event.name',
  'pipeline.event.action',
  'pipeline.event.github.pull_request.base.ref',
  'pipeline.event.github.pull_request.head.ref',
  'pipeline.event.github.pull_request.draft',
];

export interface ValueOptions {
  /** What `parameters` declares, with the defaults. */
  readonly parameters: Readonly<Record<string, ExpressionValue>>;
  /** Which workflow somebody starts by hand. */
  readonly workflow: string;
}

/** What CircleCI knows of an event; the reason when it hears nothing of it. */
export function pipelineValues(event: PipelineEvent, options: ValueOptions): ExpressionValues | string {
  const values = new Map<string, ExpressionValue | undefined>(KNOWN.map((name) => [name, undefined]));
  for (const [name, value] of Object.entries(options.parameters))
    values.set(`pipeline.parameters.${name}`, value);
  const set = (given: Readonly<Record<string, string>>): ExpressionValues => {
    for (const [name, value] of Object.entries(given)) values.set(`pipeline.${name}`, value);
    return values;
  };
  const start = (value: string): ExpressionValues | string =>
    START_PARAMETER in options.parameters
      ? set({ [`parameters.${START_PARAMETER}`]: value, 'git.branch': 'main', 'event.name': event.kind })
      : `the file has no parameter '${START_PARAMETER}'`;
  switch (event.kind) {
    case 'push':
      return set({ 'git.branch': event.branch, 'event.name': 'push' });
    case 'tag':
      return set({ 'git.tag': event.tag, 'event.name': 'push' });
    case 'pull_request': {
      // CircleCI checks out the branch that the pull request comes from, never the merge.
      const head = event.head ?? 'pull-request';
      return set({
        'git.branch': head,
        'event.name': 'pull_request',
        'event.github.pull_request.base.ref': event.base,
        'event.github.pull_request.head.ref': head,
      });
    }
    case 'manual':
      return start(options.workflow);
    case 'schedule':
      return start(event.cron);
    case 'release':
      return 'CircleCI does not hear of releases';
    case 'local':
      return 'CircleCI has no part in local runs';
    default:
      return event satisfies never;
  }
}
