import { resolve } from 'node:path';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { FindingsConfig } from '../pipeline/config.ts';
import { randomHex } from '../platform/digest.ts';
import { assessFindings } from '../reports/findings/assess-findings.ts';
import type { FindingsCode } from '../reports/findings/diagnostic-codes.ts';
import type { FindingsAssessment } from '../reports/findings/findings-assessment.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { readFindingsExceptions, suppressionProblems } from './findings-exceptions.ts';
import { readFindingsInputs } from './findings-inputs.ts';
import { type FindingsPolicyOptions, findingsPolicy } from './findings-options.ts';
import { type FindingsOutputOptions, writeFindingsOutputs } from './findings-outputs.ts';
import { keptFindings } from './kept-findings.ts';
import { renderFindings } from './render/findings-screen.ts';
import { fenced } from './render/github-commands.ts';
import { hasDefinition, openWorkplace, printDiagnostics } from './workplace.ts';

export interface ReportFindingsOptions extends FindingsPolicyOptions, FindingsOutputOptions {
  readonly format?: string;
  readonly suppressions?: string;
  readonly baseline?: string;
}

/**
 * Reads what scanners found and judges it: 1 when something blocks, 4 when not everything was scanned, 2 when suppressions, a baseline or an option
 * are wrong. Everything that was asked for is written before anything is judged: who fails needs the reports most.
 */
export async function performReportFindings(
  invocation: Invocation,
  names: readonly string[],
  options: ReportFindingsOptions,
): Promise<ExitCode> {
  const declared = await declaredFindings(invocation);
  if (declared === undefined) return EXIT.usage;
  const policy = findingsPolicy(options, declared);
  const directory = resolve(invocation.directory);
  const exceptions = await readFindingsExceptions(directory, options);
  const asked = names.length > 0 ? names : await keptFindings(invocation);
  const inputs = await readFindingsInputs(asked, { directory, format: options.format });
  const { readings, unread } = inputs;
  const { suppressions, baseline } = exceptions;
  const assessment = assessFindings({
    ...{ readings, unread, policy, suppressions, now: Date.now() },
    ...(baseline !== undefined && { baseline }),
  });
  const diagnostics = [
    ...inputs.diagnostics,
    ...notScannedProblems(assessment, inputs.diagnostics),
    ...exceptions.diagnostics,
    ...suppressionProblems(assessment, exceptions.path),
  ];
  await writeFindingsOutputs(invocation, assessment, options);
  show(invocation, assessment);
  printDiagnostics(invocation.console, diagnostics, new Map([...inputs.sources, ...exceptions.sources]));
  if (hasErrors(exceptions.diagnostics)) return EXIT.usage;
  return exitCode(assessment);
}

/** Nothing is asked without a definition; undefined when it is wrong, and then everything wrong with it has been printed. */
async function declaredFindings(invocation: Invocation): Promise<FindingsConfig | undefined> {
  if (!(await hasDefinition(invocation))) return {};
  return (await openWorkplace(invocation))?.definition.pipeline.findings;
}

function exitCode({ check }: FindingsAssessment): ExitCode {
  if (check.conclusion === 'failed') return EXIT.failed;
  return check.conclusion === 'not_checked' ? EXIT.notScanned : EXIT.fine;
}

/** What was not scanned, where no diagnostic about the file says it already. */
function notScannedProblems(
  { notScanned }: FindingsAssessment,
  told: readonly Diagnostic[],
): readonly Diagnostic[] {
  const broken = new Set(
    told.filter(({ severity }) => severity === 'error').map((one) => one.location?.path),
  );
  return notScanned
    .filter(({ file }) => !broken.has(file))
    .map(({ file, reason }) => ({
      code: 'not-scanned' satisfies FindingsCode,
      severity: 'error',
      message: reason,
      ...(file !== '' && { location: { path: file } }),
    }));
}

function show({ console }: Invocation, assessment: FindingsAssessment): void {
  const screen = renderFindings(assessment, { style: console.style, width: console.screen.columns - 1 });
  // A name at the beginning of a line could give the runner an order.
  const onGithub = process.env.GITHUB_ACTIONS === 'true';
  console.print(onGithub ? fenced(screen.split('\n'), randomHex(16)).join('\n') : screen);
}
