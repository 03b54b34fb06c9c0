import { formatPlatform } from '../pipeline/pipeline.ts';
import type { PipelineEvent } from '../plan/event.ts';
import type { PlannedJob } from '../plan/plan.ts';
import type { Receipt, ReceiptPlace, ReceiptSubject } from './receipt.ts';
import type { RunStarted } from './run-event.ts';
import type { RunState } from './run-state.ts';

/** Why a run can have no receipts: what it did says nothing about a tree. `why` is a sentence without its full stop. */
export interface NoReceipts {
  readonly why: string;
  readonly fix: string;
}

/** The commit that a run was of; a run of files that nobody committed is of none. */
export function committedSource(started: RunStarted): { readonly commit: string } | NoReceipts {
  const { source, workspace } = started;
  if (source.commit === undefined)
    return {
      why: 'the run was not in a git repository with a commit',
      fix: 'Commit, and run again.',
    };
  // `head` is a clean checkout, whatever lies about in the user's own.
  if (source.dirty !== false && workspace.isolation !== 'head')
    return {
      why: 'the run had changes in its checkout that are not committed, so that it proves nothing of a commit',
      fix: 'Commit and run again, or run with --isolated.',
    };
  return { commit: source.commit };
}

/**
 * A receipt for each leg of a run that is a check. Setting up toolchains checks nothing, and what publishes is no check. A leg that was
 * not finished has none: nothing is known of it. `place` is where the run was when that was a CI system.
 */
export function receiptsOfRun(
  state: RunState,
  subject: ReceiptSubject,
  place: ReceiptPlace | undefined,
): readonly Receipt[] {
  const { started } = state;
  if (started === undefined) return [];
  const where = place ?? placeHere(state, started);
  return [...state.jobs.values()].flatMap(({ planned, startedAt, finished }): readonly Receipt[] => {
    if (finished === undefined || !isCheck(planned)) return [];
    return [
      {
        subject,
        ...legFacts(planned),
        ...where,
        workflow: started.plan.workflow,
        verdict: finished.verdict,
        allowed: finished.allowed === true,
        configuration: started.definition,
        startedAt,
        finishedAt: finished.time,
        lockstep: started.lockstep,
      },
    ];
  });
}

/** Does its verdict say something about the code? */
export function isCheck({ category, approval }: Pick<PlannedJob, 'category' | 'approval'>): boolean {
  return category !== 'setup' && category !== 'release' && !approval;
}

export function legFacts(leg: PlannedJob): Pick<Receipt, 'leg' | 'job' | 'platform' | 'variant'> {
  return { leg: leg.id, job: leg.job, platform: formatPlatform(leg.platform), variant: leg.matrix };
}

function placeHere({ resumes }: RunState, started: RunStarted): ReceiptPlace {
  const { plan, runId } = started;
  return {
    system: 'local',
    event: plan.event.kind,
    ref: refOfRun(started),
    run: { id: runId, attempt: resumes + 1, url: undefined },
  };
}

function refOfRun({ plan, source }: RunStarted): string | undefined {
  const of = refOfEvent(plan.event);
  if (of !== undefined) return of;
  return source.branch === undefined ? undefined : `refs/heads/${source.branch}`;
}

function refOfEvent(event: PipelineEvent): string | undefined {
  if (event.kind === 'push') return `refs/heads/${event.branch}`;
  return event.kind === 'tag' || event.kind === 'release' ? `refs/tags/${event.tag}` : undefined;
}
