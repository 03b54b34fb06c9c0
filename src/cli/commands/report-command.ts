import type { Register } from './command.ts';
import { reportBudgetsCommand } from './report-budgets-command.ts';
import { reportCoverageCommand } from './report-coverage-command.ts';
import { reportFindingsCommand } from './report-findings-command.ts';
import { reportHtmlCommand } from './report-html-command.ts';
import { reportSummaryCommand } from './report-summary-command.ts';
import { reportTestsCommand } from './report-tests-command.ts';

/** Each kind of report is a command of its own below this one. */
const KINDS: readonly Register[] = [
  reportSummaryCommand,
  reportHtmlCommand,
  reportTestsCommand,
  reportCoverageCommand,
  reportFindingsCommand,
  reportBudgetsCommand,
];

export const reportCommand: Register = (program, perform) => {
  const report = program.command('report').description('read what tools wrote, and say what it amounts to');
  for (const register of KINDS) register(report, perform);
};
