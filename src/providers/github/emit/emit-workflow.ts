import type { Pipeline } from '../../../pipeline/pipeline.ts';
import type { SystemWorkflow } from '../../../plan/system-plan.ts';
import type { Concurrency, WorkflowDocument } from '../document.ts';
import { allOf, anyOf, context, equal, Template } from '../expression/expression.ts';
import { type Problems, problem } from '../problem.ts';
import { emitJob } from './emit-job.ts';
import { emitTriggers } from './emit-triggers.ts';
import { type EventCase, eventCases } from './event-cases.ts';
import { gateJob } from './gate-job.ts';
import { JobContext, labelsOf, type WorkflowContext } from './job-context.ts';
import { plainText } from './plain-text.ts';
import { receiptsJob } from './receipts-job.ts';
import { refusals } from './refusals.ts';

export function emitWorkflow(
  pipeline: Pipeline,
  planned: SystemWorkflow,
  { actions, used, problems }: Pick<WorkflowContext, 'actions' | 'used' | 'problems'>,
): WorkflowDocument {
  const cases = eventCases(pipeline, planned, problems);
  const own = startedOnly(planned, cases, problems);
  const jobs = new Map(
    own.jobs.map((job) => [job.job.name as string, new JobContext(job, labelsOf(job.legs))]),
  );
  const flow: WorkflowContext = {
    pipeline,
    own,
    cases,
    actions,
    used,
    problems,
    jobs,
  };
  checkNames(flow);
  checkFailFast(flow);
  const documents = [...jobs.values()].map((job) => {
    problems.add(...refusals(flow, job));
    return emitJob(flow, job);
  });
  const gate = gateJob(flow);
  return {
    name: plainText(own.workflow.title, ['workflows', own.workflow.name, 'title'], problems),
    on: emitTriggers(own, problems),
    concurrency: concurrencyOf(own),
    env: { LOCKSTEP: 'true' },
    jobs: [...documents, gate, receiptsJob(flow)].filter((job) => job !== undefined),
  };
}

/** Without the legs that no trigger starts, because none starts what they need. */
function startedOnly(own: SystemWorkflow, cases: readonly EventCase[], problems: Problems): SystemWorkflow {
  const started = new Set(cases.flatMap(({ legs }) => [...legs]));
  const jobs = own.jobs.flatMap((job) => {
    const legs = job.legs.filter((leg) => started.has(leg.id));
    if (legs.length < job.legs.length)
      problems.add(
        problem(
          'leg-never-started',
          ['workflows', own.workflow.name, 'on'],
          `No trigger of '${own.workflow.name}' starts ${job.legs
            .filter((leg) => !started.has(leg.id))
            .map((leg) => leg.id)
            .join(', ')}: the platforms of the triggers leave out what it needs.`,
          { severity: 'warning', fix: 'Let one trigger start both, or take the need out.' },
        ),
      );
    return legs.length === 0 ? [] : [{ ...job, legs }];
  });
  return { ...own, jobs };
}

/**
 * A new push to a pull request makes the run of the one before pointless. Every other run is somebody's verdict: it is neither
 * cancelled nor dropped from the queue.
 */
function concurrencyOf({ triggers }: SystemWorkflow): Concurrency {
  const workflow = context('github', 'workflow');
  const ref = context('github', 'ref');
  const pulls = triggers.filter(({ trigger }) => trigger.kind === 'pull_request').length;
  if (pulls === 0)
    return {
      group: new Template([workflow, '-', ref]),
      queue: 'max',
      reason: 'one after another, and none is dropped',
    };
  const pulled = equal(context('github', 'event_name'), 'pull_request');
  if (pulls === triggers.length) return { group: new Template([workflow, '-', ref]), cancelInProgress: true };
  const own = anyOf(allOf(pulled, ref), context('github', 'run_id'));
  return {
    group: new Template([workflow, '-', own]),
    cancelInProgress: pulled,
    reason: "a newer push to a pull request ends the older one's run; no other run is ended",
  };
}

/** GitHub takes names that differ only in case for one. */
function checkNames({ own, problems }: WorkflowContext): void {
  const seen = new Map<string, string>();
  for (const { job } of own.jobs) {
    const twin = seen.get(job.name.toLowerCase());
    if (twin !== undefined)
      problems.add(
        problem(
          'names-collide',
          ['jobs', job.name],
          `'${job.name}' and '${twin}' are one name for GitHub Actions, which does not look at case.`,
          {
            fix: 'Rename one of them.',
          },
        ),
      );
    seen.set(job.name.toLowerCase(), job.name);
  }
}

/** `fail-fast` is about the legs of one job. */
function checkFailFast({ own, problems }: WorkflowContext): void {
  if (!own.workflow.failFast || own.jobs.length < 2) return;
  problems.add(
    problem(
      'fail-fast-within-jobs',
      ['workflows', own.workflow.name, 'failFast'],
      `On GitHub Actions a failure in '${own.workflow.name}' ends the other legs of the same job; other jobs go on.`,
      {
        severity: 'warning',
        fix: "Let a job that need not run after a failure name the others in its 'needs'.",
      },
    ),
  );
}
