import type { ReportFindingsOptions } from '../perform-report-findings.ts';
import type { Register } from './command.ts';
import { findingsOptions } from './findings-options.ts';

const EXAMPLES = `
Examples:
  lockstep report findings trivy.json --fail-on critical,high
  lockstep report findings 'reports/**/*.sarif' bandit.json --sarif all.sarif --category scan
  lockstep report findings trivy.json --baseline main.json --ignore-unfixed
  lockstep report findings      what the last run kept`;

export const reportFindingsCommand: Register = (report, perform) => {
  const findings = report
    .command('findings')
    .description('what scanners found, judged by one policy')
    .argument('[files...]', 'files or globs; without any, the reports of the last run')
    .option('--format <name>', 'the format, when it is not recognised');
  findingsOptions(findings)
    .option('--json <file>', 'write all of it as JSON; a baseline for later')
    .option('--markdown <file>', 'write it as Markdown')
    .option('--sarif <file>', 'write it as SARIF, for code scanning')
    .option('--category <name>', 'what tells this SARIF from others of the same commit')
    .option('--junit <file>', 'write it as JUnit XML')
    .option('--cyclonedx <file>', 'write the packages of a report of Trivy as CycloneDX')
    .option('--spdx <file>', 'write the packages of a report of Trivy as SPDX')
    .addHelpText('after', EXAMPLES)
    .action((files: readonly string[], options: ReportFindingsOptions) =>
      perform(async (invocation) =>
        (await import('../perform-report-findings.ts')).performReportFindings(invocation, files, options),
      ),
    );
};
