import type { Register } from './command.ts';

export const reportHtmlCommand: Register = (report, perform) => {
  report
    .command('html')
    .description('one page about a run, in one file')
    .argument('[run]', 'the end or the beginning of its id; the last one unless said')
    .option('-o, --output <file>', "where to write it; the run's own folder unless said")
    .action((run: string | undefined, options: { output?: string }) =>
      perform(async (invocation) =>
        (await import('../perform-report-html.ts')).writeReportPage(invocation, run, options),
      ),
    );
};

export const openCommand: Register = (program, perform) => {
  program
    .command('open')
    .description('show the page about a run in the browser')
    .argument('[run]', 'the end or the beginning of its id; the last one unless said')
    .action((run: string | undefined) =>
      perform(async (invocation) =>
        (await import('../perform-report-html.ts')).openReportPage(invocation, run),
      ),
    );
};
