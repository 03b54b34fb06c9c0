import type { Register } from './command.ts';

export const reportBudgetsCommand: Register = (report, perform) => {
  report
    .command('budgets')
    .description('the budgets of workflows against the runs of this checkout')
    .argument('[workflow...]', 'all workflows unless said')
    .option('--json', 'as JSON')
    .action((workflows: string[], options: { json?: boolean }) =>
      perform(async (invocation) =>
        (await import('../perform-report-budgets.ts')).performReportBudgets(invocation, workflows, options),
      ),
    );
};
