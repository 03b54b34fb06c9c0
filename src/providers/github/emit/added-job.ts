import type { JobDocument } from '../document.ts';
import { problem } from '../problem.ts';
import type { WorkflowContext } from './job-context.ts';

/** What every job has that lockstep adds to a workflow by itself; what it may, needs and does comes on top. */
export type AddedJob = Omit<
  JobDocument,
  'remark' | 'name' | 'needs' | 'condition' | 'timeoutMinutes' | 'permissions' | 'steps'
>;

/** `of` says which workflows get it. Undefined, with a problem told, where the definition has a job of that name. */
export function addedJob(flow: WorkflowContext, key: string, of: string): AddedJob | undefined {
  if (flow.jobs.has(key)) {
    flow.problems.add(
      problem(
        'names-collide',
        ['jobs', key],
        `lockstep adds a job '${key}' to ${of}, and the definition has one too.`,
        { fix: 'Give yours another name.' },
      ),
    );
    return undefined;
  }
  return {
    key,
    runsOn: 'ubuntu-24.04',
    strategy: undefined,
    continueOnError: false,
    environment: undefined,
    concurrency: undefined,
    env: {},
    outputs: {},
    container: undefined,
    services: [],
    raw: {},
  };
}
