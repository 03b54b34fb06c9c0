import { affectedLegs, type Reason } from '../plan/affected.ts';
import { keepJobs } from '../plan/keep-jobs.ts';
import type { LocalPlan } from '../plan/localize.ts';
import type { LegId, Plan } from '../plan/plan.ts';
import { compareCheckout, type Since } from './changed-files.ts';
import type { Workplace } from './workplace.ts';

/** What `--changed` came to, as `--dry-run --json` prints it. */
export type Affected =
  | {
      readonly since: Since;
      /** Names of what changed, relative to the folder of the definition. */
      readonly changed: readonly string[];
      /** Every leg that is in, with the reason. */
      readonly legs: readonly { readonly leg: LegId; readonly reason: Reason }[];
      /** Legs that are not. */
      readonly left: readonly LegId[];
    }
  /** Nobody can tell what changed, so everything is in. */
  | { readonly everything: string; readonly fix?: string };

export interface AffectedPlan extends LocalPlan {
  readonly affected: Affected;
}

export interface Narrowing {
  /** The revision of `--since`. */
  readonly since: string | undefined;
  /** Every leg of the selection with what it needs, wherever it runs: edges that a narrower plan has lost count too. */
  readonly whole: Plan;
  /** The same on this machine; `whole` itself where it is not asked what runs here. */
  readonly here: Plan;
}

/** What of a plan is affected by what changed in the checkout. */
export async function keepAffected(
  workplace: Workplace,
  chosen: LocalPlan,
  { since, whole, here }: Narrowing,
): Promise<AffectedPlan> {
  const comparison = await compareCheckout(workplace, since);
  if (comparison.kind === 'unknown') {
    const { reason, fix } = comparison;
    return { ...chosen, affected: { everything: reason, ...(fix !== undefined && { fix }) } };
  }
  const { changes, definition } = comparison;
  const anywhere = affectedLegs({ plan: whole, changes, definition });
  const found = here === whole ? anywhere : affectedLegs({ plan: here, changes, definition });
  const isIn = (leg: LegId): boolean => found.has(leg);
  // What is left out for another reason is told only where it would have been in.
  const spared = new Set<string>(whole.jobs.flatMap(({ id }) => (anywhere.has(id) ? [] : [id])));
  const matters = ({ id }: { readonly id: string }): boolean => !spared.has(id);
  const plan = keepJobs(chosen.plan, (job) => isIn(job.id));
  const skipped = plan.skipped.filter(matters);
  return {
    plan: { ...plan, skipped },
    elsewhere: chosen.elsewhere.filter(matters),
    affected: {
      since: comparison.since,
      changed: changes.map((change) => change.name),
      legs: plan.jobs.flatMap(({ id }) => {
        const reason = found.get(id);
        return reason === undefined ? [] : [{ leg: id, reason }];
      }),
      left: chosen.plan.jobs.filter((job) => job.category !== 'setup' && !isIn(job.id)).map((job) => job.id),
    },
  };
}

/** Is there nothing to run here, because of what did not change? */
export function isSpared({ plan, affected }: AffectedPlan): boolean {
  if ('everything' in affected || affected.left.length === 0) return false;
  return plan.jobs.every((job) => job.category === 'setup');
}
