import type { ReportCoverageOptions } from '../perform-report-coverage.ts';
import type { Register } from './command.ts';
import { positiveInteger } from './whole-number.ts';

export const reportCoverageCommand: Register = (program, perform) => {
  program
    .command('coverage')
    .description('put the coverage of all platforms together, and judge it')
    .argument('[files...]', 'reports of coverage tools, or folders that --save has made')
    .option('--format <name>', 'what the reports are, where they do not tell')
    .option('--platform <name>', 'where the reports were made, in place of here')
    .option('--job <name>', 'which job made them')
    .option('--variant <text>', 'which leg of the job, where it has several on a platform: python=3.12')
    .option('--attempt <number>', 'which attempt of the job, from 1', positiveInteger)
    .option('--save <folder>', 'keep the coverage in a folder, for the job that puts it together')
    .option('--min <percent>', 'fail when less of all lines is covered')
    .option('--base <revision>', 'also look at the lines that changed since the checkout left this revision')
    .option('--diff-min <percent>', 'fail when less of the changed lines is covered')
    .option('--only-on <platform>', 'list the lines that run on this platform alone')
    .option('--json', 'as JSON')
    .option('--markdown <file>', 'write a table for a summary or a comment')
    .option('--html <folder>', 'write pages with the sources')
    .option('--cobertura <file>', 'write all of it as Cobertura XML')
    .option('--lcov <file>', 'write all of it as an LCOV tracefile')
    .action((files: readonly string[], options: ReportCoverageOptions) =>
      perform(async (invocation) =>
        (await import('../perform-report-coverage.ts')).performReportCoverage(invocation, files, options),
      ),
    );
};
