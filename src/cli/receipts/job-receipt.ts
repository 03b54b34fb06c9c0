import { didYouMeanOr } from '../../diagnostics/suggest.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { makePlan } from '../../plan/make-plan.ts';
import type { PlannedJob } from '../../plan/plan.ts';
import type { Receipt, ReceiptPlace, ReceiptSubject } from '../../run/receipt.ts';
import { legFacts } from '../../run/receipts-of-run.ts';
import type { Verdict } from '../../run/run-event.ts';
import { UsageError } from '../exit-code.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export interface JobReceiptOptions {
  readonly leg?: string;
  readonly verdict?: string;
  readonly workflow?: string;
}

/** The leg that this job of a CI system is, from `--leg` or what emitted files set; undefined when nothing says it. */
export function legOfJob({ leg }: JobReceiptOptions, env: Variables): string | undefined {
  const named = leg ?? (env.LOCKSTEP_LEG || undefined);
  const { LOCKSTEP_SHARD: shard, LOCKSTEP_SHARDS: shards } = env;
  // What emitted files set is without the shard, which has variables of its own.
  return named === undefined || named.includes('#') || leg !== undefined || !shard
    ? named
    : `${named}#${shard}of${shards}`;
}

/** A leg, and how its job ended in the words of its CI system. */
export interface LegVerdict {
  readonly leg: string;
  readonly verdict: string;
}

/**
 * What emitted files tell the job that writes receipts for others: a line for each leg, its verdict first. What was skipped has nothing to prove: its
 * absence says the same, and does not stand in the way of what proved the same tree before. Undefined in every other job.
 */
export function toldVerdicts({ LOCKSTEP_VERDICTS: told }: Variables): readonly LegVerdict[] | undefined {
  if (!told) return undefined;
  return told
    .split('\n')
    .map((line) => /^\s*(\S*) (\S.*)$/.exec(line))
    .flatMap((found) => (found === null ? [] : [{ verdict: found[1] ?? '', leg: (found[2] ?? '').trim() }]))
    .filter(({ verdict }) => verdict !== 'skipped' && verdict !== '');
}

/** The words of GitHub's `job.status`, and lockstep's own. */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  success: 'passed',
  passed: 'passed',
  flaky: 'flaky',
  failure: 'failed',
  failed: 'failed',
  timed_out: 'timed_out',
  error: 'error',
  cancelled: 'cancelled',
  skipped: 'skipped',
};

export interface JobReceiptFacts {
  readonly pipeline: Pipeline;
  readonly configuration: Receipt['configuration'];
  readonly subject: ReceiptSubject;
  readonly place: ReceiptPlace;
  readonly lockstep: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The receipt of a job that ran without `lockstep run`. Throws a `UsageError`. */
export function jobReceipt(id: string, options: JobReceiptOptions, facts: JobReceiptFacts): Receipt {
  const { pipeline, configuration, subject, place, lockstep, now } = facts;
  const { leg, workflow } = findLeg(pipeline, id, options.workflow, place);
  const verdict = Object.hasOwn(VERDICTS, options.verdict ?? '')
    ? VERDICTS[options.verdict ?? '']
    : undefined;
  if (verdict === undefined)
    throw new UsageError(
      options.verdict === undefined
        ? `it is not known how ${id} ended`
        : `'${options.verdict}' is no verdict`,
      'Say it with --verdict: success or failure, cancelled, skipped; on GitHub Actions ${{ job.status }}.',
    );
  const allowed = leg.allowFailure && verdict !== 'passed';
  const times = { startedAt: undefined, finishedAt: now };
  return {
    subject,
    ...legFacts(leg),
    ...place,
    workflow,
    verdict,
    allowed,
    configuration,
    ...times,
    lockstep,
  };
}

/** The workflow is the one that was named, else the first in which the leg belongs to this system. */
function findLeg(
  pipeline: Pipeline,
  id: string,
  named: string | undefined,
  { system }: ReceiptPlace,
): { readonly leg: PlannedJob; readonly workflow: string } {
  if (named !== undefined && !pipeline.workflows.some(({ name }) => name === named))
    throw new UsageError(`there is no workflow '${named}'`);
  const found = pipeline.workflows
    .filter(({ name }) => named === undefined || name === named)
    .flatMap(({ name }) =>
      makePlan(pipeline, { event: { kind: 'local' }, workflow: name }).jobs.map((leg) => ({
        leg,
        workflow: name,
      })),
    );
  const matching = found.filter(({ leg }) => leg.id === id);
  const best = matching.find(({ leg }) => leg.owner === system) ?? matching[0];
  if (best !== undefined) return best;
  const known = new Set(found.map(({ leg }) => String(leg.id)));
  throw new UsageError(
    `no workflow has the leg '${id}'`,
    didYouMeanOr(id, known, 'lockstep plan shows the legs of a workflow.'),
  );
}
