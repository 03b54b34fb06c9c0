import type { Register } from './command.ts';

export const fixCommand: Register = (program, perform) => {
  program
    .command('fix')
    .description("run the jobs' fix commands: formatters, linters that mend")
    .argument('[jobs...]', 'only these jobs; all that have a fix unless said')
    .option('--dry-run', 'show what would run')
    .option('--json', 'print every event as a line of JSON')
    .action((names: string[], options: { dryRun?: boolean; json?: boolean }) =>
      perform(async (invocation) =>
        (await import('../perform-fix.ts')).performFix(invocation, names, options),
      ),
    );
};
