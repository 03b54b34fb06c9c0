import type { PipelineEvent } from '../../../plan/event.ts';
import { type Table, tableOf } from '../../table.ts';
import { KnownInPart } from '../expression/evaluate-expression.ts';

/** The `github` context of an event, as far as the event tells it (docs.github.com, "Contexts"): the commit or who did it is not known. */
export function eventContext(event: PipelineEvent): KnownInPart {
  return new KnownInPart(propertiesOf(event));
}

function propertiesOf(event: PipelineEvent): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case 'push':
      return { event_name: 'push', ...branchRef(event.branch) };
    case 'tag':
      return { event_name: 'push', ...tagRef(event.tag) };
    case 'release':
      return { event_name: 'release', ...tagRef(event.tag) };
    case 'pull_request':
      return {
        event_name: 'pull_request',
        base_ref: event.base,
        ...(event.head !== undefined && { head_ref: event.head }),
        ref_type: 'branch',
      };
    case 'manual':
      return { event_name: 'workflow_dispatch', ref_type: 'branch', ...NO_PULL_REQUEST };
    case 'schedule':
      return {
        event_name: 'schedule',
        event: new KnownInPart({ schedule: event.cron }),
        ref_type: 'branch',
        ...NO_PULL_REQUEST,
      };
    case 'local':
      return {};
    default:
      return event satisfies never;
  }
}

/** Pull requests alone have these. */
const NO_PULL_REQUEST = { base_ref: '', head_ref: '' };

function branchRef(branch: string): Readonly<Record<string, string>> {
  return { ref: `refs/heads/${branch}`, ref_name: branch, ref_type: 'branch', ...NO_PULL_REQUEST };
}

function tagRef(tag: string): Readonly<Record<string, string>> {
  return { ref: `refs/tags/${tag}`, ref_name: tag, ref_type: 'tag', ...NO_PULL_REQUEST };
}

/** The `inputs` context: what was filled in, else the file's own defaults; nothing for what nobody started by hand. */
export function inputsOf(on: Table, event: PipelineEvent): Readonly<Record<string, unknown>> {
  if (event.kind !== 'manual') return {};
  const asked = Object.entries(tableOf(tableOf(on.workflow_dispatch).inputs));
  return Object.fromEntries(
    asked.map(([name, config]) => {
      const { type, default: preset } = tableOf(config);
      const given = event.inputs?.[name] ?? preset ?? '';
      return [name, type === 'boolean' ? String(given) === 'true' : String(given)];
    }),
  );
}
