import type { SummaryCommandOptions } from '../perform-report-summary.ts';
import type { Register } from './command.ts';

export const reportSummaryCommand: Register = (report, perform) => {
  report
    .command('summary')
    .description('all that is known of a run, as Markdown')
    .argument('[run]', 'the end or the beginning of its id; the last one unless said')
    .option('--comment <file>', 'write the body of a comment too, unless it says the same already')
    .option('--json', 'as JSON')
    .action((run: string | undefined, options: SummaryCommandOptions) =>
      perform(async (invocation) =>
        (await import('../perform-report-summary.ts')).performReportSummary(invocation, run, options),
      ),
    );
};
