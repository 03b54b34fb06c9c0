import type { ReportTestsOptions } from '../perform-report-tests.ts';
import type { Register } from './command.ts';
import { collect } from './repeated-option.ts';
import { positiveInteger } from './whole-number.ts';

const EXAMPLES = `
Examples:
  lockstep report tests junit.xml
  lockstep report tests 'reports/**/*.xml' --platform windows --job unit
  go test -json ./... > go.ndjson; lockstep report tests go.ndjson
  lockstep report tests         what the last run kept`;

export const reportTestsCommand: Register = (report, perform) => {
  report
    .command('tests')
    .description('what failed, is flaky, was fixed or is slow, from the files of test runners')
    .argument('[files...]', 'files or globs; without any, the reports of the last run')
    .option('--kept <folder>', 'what jobs of a CI system kept: a folder for each leg, called like it')
    .option('--format <name>', 'the format, when it is not recognised: junit, tap, go-test-json')
    .option('--job <name>', 'the job they come from, where their path does not tell')
    .option('--platform <name>', 'the platform they come from: linux, windows/x64')
    .option('--variant <text>', 'what else tells them apart: node=22')
    .option('--attempt <n>', 'which attempt of the job they come from', positiveInteger)
    .option('--slow <time>', 'from when on a test is slow', '5s')
    .option('--history <file>', 'what earlier runs said, in place of .lockstep/test-history.ndjson')
    .option('--no-history', 'neither read nor write what earlier runs said')
    .option('--import-history <file>', 'add the history of another machine; may be repeated', collect, [])
    .option('--changed-since <revision>', 'what changed, for flaky tests, in place of since they passed last')
    .option('--executed <file>', 'which files tests execute, for flaky tests')
    .option(
      '--coverage <file>',
      'which files their jobs execute, for flaky tests; may be repeated',
      collect,
      [],
    )
    .option('--quarantine <file>', 'failures that are known, in place of lockstep.quarantine.yaml')
    .option('--markdown <file>', 'write it as Markdown too')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action((files: readonly string[], options: ReportTestsOptions) =>
      perform(async (invocation) =>
        (await import('../perform-report-tests.ts')).performReportTests(invocation, files, options),
      ),
    );
};
