import type { ReportFindingsOptions } from '../perform-report-findings.ts';
import type { Register } from './command.ts';

const EXAMPLES = `
Examples:
  lockstep report findings trivy.json --fail-on critical,high
  lockstep report findings 'reports/**/*.sarif' bandit.json --sarif all.sarif --category scan
  lockstep report findings trivy.json --baseline main.json --ignore-unfixed
  lockstep report findings      what the last run kept`;

export const reportFindingsCommand: Register = (report, perform) => {
  report
    .command('findings')
    .description('what scanners found, judged by one policy')
    .argument('[files...]', 'files or globs; without any, the reports of the last run')
    .option('--format <name>', 'the format, when it is not recognised')
    .option(
      '--fail-on <severities>',
      'what blocks, and all that is worse: critical,high; or none',
      'critical,high',
    )
    .option(
      '--map-severity <word=severity>',
      'what a severity is taken for: unknown=low; may be repeated',
      collect,
      [],
    )
    .option('--class <names>', 'look at these only: vulnerability, secret, …; may be repeated', collect, [])
    .option('--ignore-unfixed', 'let vulnerabilities pass that no version is without')
    .option('--max-db-age <time>', 'how old a database of vulnerabilities may be', '5d')
    .option('--baseline <file>', 'let pass what an earlier --json knows already')
    .option('--suppressions <file>', 'what is agreed to, in place of lockstep.suppressions.yaml')
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

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
