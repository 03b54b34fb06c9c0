import { didYouMeanOr } from '../diagnostics/suggest.ts';
import { readHistory } from '../execution/history.ts';
import type { Pipeline, Workflow } from '../pipeline/pipeline.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { renderBudgets } from './render/budgets-view.ts';
import { reportBudgets } from './workflow-budgets.ts';
import { openWorkplace } from './workplace.ts';

/** `lockstep report budgets`: ends with 1 when a budget that fails is broken, or when there is nothing to hold against it. */
export async function performReportBudgets(
  invocation: Invocation,
  names: readonly string[],
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const { console } = invocation;
  const { pipeline } = workplace.definition;
  const history = await readHistory(workplace.store.files, workplace.store.historyPath);
  const reports = reportBudgets(pipeline, chosen(pipeline, names), { history, now: Date.now() });
  if (json === true) console.print(JSON.stringify(reports, null, 2));
  else console.print(renderBudgets(reports, { style: console.style, columns: console.screen.columns }));
  const failed = reports.some(
    ({ check, budget }) =>
      check.conclusion === 'failed' || (check.conclusion === 'not_checked' && budget.over === 'fail'),
  );
  return failed ? EXIT.failed : EXIT.fine;
}

/** All of them unless named. */
function chosen({ workflows }: Pipeline, names: readonly string[]): readonly Workflow[] {
  if (workflows.length === 0)
    throw new UsageError(
      'the definition has no workflows, so there are no budgets',
      'A budget belongs to a workflow.',
    );
  if (names.length === 0) return workflows;
  return names.map((name) => {
    const workflow = workflows.find((one) => one.name === name);
    if (workflow !== undefined) return workflow;
    const known = workflows.map((one) => String(one.name));
    throw new UsageError(
      `there is no workflow '${name}'`,
      didYouMeanOr(name, known, `There are: ${known.join(', ')}.`),
    );
  });
}
