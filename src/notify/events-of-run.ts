import { formatElapsed, formatLimit } from '../run/elapsed.ts';
import type { RunState } from '../run/run-state.ts';
import { count, failsRun, reasonText } from '../run/run-words.ts';
import { verdictSentence } from '../run/verdict-sentence.ts';
import type { NotifyEvent } from './notify-event.ts';

/** Jobs whose failure is named. */
const NAMED = 10;

/**
 * What is to be told of a finished run of a workflow: whether it failed, and whether it took longer than its budget. What is well is told as
 * `resolved`: whether there was something to resolve is for the outbox. Nothing is told of a run that was cancelled, is not over, or was of single jobs.
 */
export function eventsOfRun(state: RunState): readonly NotifyEvent[] {
  const { started, finished } = state;
  const workflow = started?.plan.workflow;
  if (started === undefined || finished === undefined || workflow === undefined) return [];
  if (finished.verdict === 'cancelled') return [];
  const { branch, commit } = started.source;
  const about = {
    ...{ project: started.plan.project, subject: String(workflow), workflow: String(workflow) },
    ...(branch !== undefined && { branch }),
    ...(commit !== undefined && { commit }),
    occurrence: started.runId,
  };
  const verdict: NotifyEvent = {
    ...{ kind: 'workflow-failed', status: finished.verdict === 'failed' ? 'firing' : 'resolved', ...about },
    ...{ summary: verdictSentence(state), ...failures(state) },
  };
  const budget = started.plan.budget;
  if (budget === undefined) return [verdict];
  const over = finished.duration > budget;
  const took = `${formatElapsed(finished.duration)} of ${formatLimit(budget)}`;
  return [
    verdict,
    { kind: 'budget-exceeded', status: over ? 'firing' : 'resolved', ...about, summary: `It took ${took}.` },
  ];
}

/** The first jobs that failed, and the last lines of the first of them. */
function failures(state: RunState): Pick<NotifyEvent, 'facts' | 'details'> {
  const failed = [...state.jobs.values()].filter(
    ({ finished }) => finished !== undefined && failsRun(finished),
  );
  if (failed.length === 0) return {};
  const facts = failed.slice(0, NAMED).map(({ planned, finished }) => ({
    name: planned.title,
    value: finished === undefined ? '' : reasonText(finished),
  }));
  const more = failed.length - facts.length;
  const tail = failed.find(({ finished }) => (finished?.failure?.tail.length ?? 0) > 0)?.finished?.failure
    ?.tail;
  return {
    facts: more > 0 ? [...facts, { name: 'And', value: `${count(more, 'more job')}` }] : facts,
    ...(tail !== undefined && { details: tail.join('\n') }),
  };
}
