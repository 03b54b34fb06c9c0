import type { PipelineEvent } from '../../../plan/event.ts';
import { type Table, tableOf } from '../../table.ts';
import { Unknown } from '../expression/evaluate-expression.ts';

/** The `github` context of an event, as far as lockstep's expressions ask for it (docs.github.com, "Contexts"). */
export function eventContext(event: PipelineEvent): Readonly<Record<string, unknown>> {
  const unknown = {
    workspace: new Unknown('github.workspace'),
    run_id: new Unknown('github.run_id'),
    workflow: new Unknown('github.workflow'),
  };
  switch (event.kind) {
    case 'push':
      return { ...unknown, event_name: 'push', ...branchRef(event.branch) };
    case 'tag':
      return { ...unknown, event_name: 'push', ...tagRef(event.tag) };
    case 'release':
      return { ...unknown, event_name: 'release', ...tagRef(event.tag) };
    case 'pull_request':
      return {
        ...unknown,
        event_name: 'pull_request',
        base_ref: event.base,
        head_ref: event.head ?? '',
        ref_type: 'branch',
      };
    case 'manual':
      return { ...unknown, event_name: 'workflow_dispatch', ref_type: 'branch' };
    case 'schedule':
      return { ...unknown, event_name: 'schedule', event: { schedule: event.cron }, ref_type: 'branch' };
    case 'local':
      return unknown;
    default:
      return event satisfies never;
  }
}

function branchRef(branch: string): Readonly<Record<string, string>> {
  return { ref: `refs/heads/${branch}`, ref_name: branch, ref_type: 'branch', base_ref: '' };
}

function tagRef(tag: string): Readonly<Record<string, string>> {
  return { ref: `refs/tags/${tag}`, ref_name: tag, ref_type: 'tag', base_ref: '' };
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
