import type { Register } from './command.ts';
import { reportBudgetsCommand } from './report-budgets-command.ts';
import { reportHtmlCommand } from './report-html-command.ts';

/** Each kind of report is a command of its own below this one. */
const KINDS: readonly Register[] = [reportBudgetsCommand, reportHtmlCommand];

export const reportCommand: Register = (program, perform) => {
  const report = program.command('report').description('read what tools wrote, and say what it amounts to');
  for (const register of KINDS) register(report, perform);
};
