import type { Register } from './command.ts';
import { reportTestsCommand } from './report-tests-command.ts';

/** Each kind of report is a command of its own below this one. */
const KINDS: readonly Register[] = [reportTestsCommand];

export const reportCommand: Register = (program, perform) => {
  const report = program.command('report').description('read what tools wrote, and say what it amounts to');
  for (const register of KINDS) register(report, perform);
};
