import { whyNotReusable } from '../execution/cache/reusable.ts';
import type { HistoryEntry } from '../execution/history.ts';
import type { Pipeline, Workflow } from '../pipeline/pipeline.ts';
import { type LocalMachine, localizePlan } from '../plan/localize.ts';
import { makePlan } from '../plan/make-plan.ts';
import { thisHost } from '../platform/host.ts';
import type { Budget, BudgetReport } from '../reports/budgets/budget.ts';
import { reportBudget } from '../reports/budgets/budget-report.ts';
import { legNames } from '../run/run-words.ts';

const MINUTE = 60_000;

/**
 * What a workflow is usually given when the definition gives it nothing: five minutes for what is run on every push, twenty for what
 * runs on several platforms, fifteen for everything on one.
 */
const ASSUMED = { quick: 5 * MINUTE, full: 15 * MINUTE, platforms: 20 * MINUTE };

/** The budgets of workflows, on every platform that the history knows runs of, or on this machine. */
export function reportBudgets(
  pipeline: Pipeline,
  workflows: readonly Workflow[],
  { history, now }: { readonly history: readonly HistoryEntry[]; readonly now: number },
): readonly BudgetReport[] {
  const host = thisHost();
  const thisPlatform = `${host.os}/${host.arch}`;
  return workflows.flatMap((workflow) => {
    const runs = history.filter((entry) => entry.workflow === workflow.name);
    const platforms = new Set(runs.map(({ platform }) => platform ?? thisPlatform));
    if (platforms.size === 0) platforms.add(thisPlatform);
    return [...platforms].toSorted().map((platform) => {
      const slots = runs.findLast((run) => (run.platform ?? thisPlatform) === platform)?.slots ?? host.cpus;
      const budget = budgetOf(pipeline, workflow, { platform, slots });
      return reportBudget(budget, history, { now, thisPlatform });
    });
  });
}

function budgetOf(
  pipeline: Pipeline,
  workflow: Workflow,
  { platform, slots }: Pick<Budget, 'platform' | 'slots'>,
): Budget {
  const plan = makePlan(pipeline, { event: { kind: 'local' }, workflow: workflow.name });
  const [os = 'linux', arch = 'x64'] = platform.split('/') as [LocalMachine['os'], LocalMachine['arch']];
  const local = localizePlan(plan, { os, arch }).plan;
  const names = legNames(local);
  return {
    workflow: workflow.name,
    platform,
    limit: workflow.budget ?? assumedLimit(workflow),
    over: workflow.budget === undefined ? 'warn' : workflow.overBudget,
    assumed: workflow.budget === undefined,
    slots,
    legs: local.jobs.map((job) => ({
      leg: job.id,
      name: names.name(job.id),
      needs: job.needs.map((need) => need.id),
      locks: job.locks,
      reusable: whyNotReusable(job) === undefined,
    })),
  };
}

function assumedLimit({ name, platforms }: Workflow): number {
  if (/quick|fast/i.test(name)) return ASSUMED.quick;
  return platforms.length > 1 ? ASSUMED.platforms : ASSUMED.full;
}
