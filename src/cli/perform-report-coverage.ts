import { hasErrors } from '../diagnostics/diagnostic.ts';
import { nodeFiles } from '../platform/files.ts';
import { resolve } from '../platform/paths.ts';
import { aggregateCoverage } from '../reports/coverage/aggregate-coverage.ts';
import type { AggregatedCoverage } from '../reports/coverage/aggregated-coverage.ts';
import { checkCoverage } from '../reports/coverage/check-coverage.ts';
import { collectionFileName, renderCollection } from '../reports/coverage/collection-file.ts';
import type { CoverageModel } from '../reports/coverage/coverage-model.ts';
import { readThreshold, type Threshold } from '../reports/coverage/share.ts';
import type { Invocation } from './commands/command.ts';
import { lookAtChanges } from './coverage-changes.ts';
import { type CoverageInputOptions, type CoverageInputs, readCoverageInputs } from './coverage-inputs.ts';
import { type CoverageOutputOptions, writeCoverageOutputs } from './coverage-outputs.ts';
import { NO_POLICY, readCoveragePolicy } from './coverage-policy.ts';
import { openCoverageRepository } from './coverage-repository.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { givenFolder, writeGivenFile } from './given-files.ts';
import { coverageJson } from './render/coverage-json.ts';
import { renderCoverage } from './render/coverage-view.ts';
import { printDiagnostics } from './workplace.ts';

export interface ReportCoverageOptions extends CoverageInputOptions, CoverageOutputOptions {
  readonly min?: string;
  readonly base?: string;
  readonly diffMin?: string;
  readonly onlyOn?: string;
  readonly json?: boolean;
}

/** Reads coverage, unites it and judges it: 1 when a demand is not met, 2 when there is nothing to judge or the input is wrong. */
export async function performReportCoverage(
  invocation: Invocation,
  files: readonly string[],
  options: ReportCoverageOptions,
): Promise<ExitCode> {
  const min = threshold('--min', options.min);
  const diffMin = threshold('--diff-min', options.diffMin);
  const { console } = invocation;
  const directory = resolve(invocation.directory);
  const repository = await openCoverageRepository(directory);
  const inputs = await readCoverageInputs(directory, files, options, repository);
  printDiagnostics(console, inputs.diagnostics, inputs.sources);
  if (hasErrors(inputs.diagnostics)) return EXIT.usage;
  if (options.save !== undefined)
    await saveParts(await givenFolder(directory, options.save), inputs, invocation);
  // A part is not the whole: only whoever puts the parts together judges by the definition.
  const policy = options.save === undefined ? await readCoveragePolicy(invocation) : NO_POLICY;
  if (policy === undefined) return EXIT.usage;
  const aggregated = aggregateCoverage(inputs.parts, policy.expected);
  printDiagnostics(console, aggregated.diagnostics);
  if (!aggregated.ok) return EXIT.usage;
  const coverage = aggregated.value;
  const onlyOn = platformOf(coverage, options.onlyOn);
  const demands = { ...policy.demands, ...(min && { min }), ...(diffMin && { diffMin }) };
  const asksForDiff = options.base !== undefined || demands.diffMin !== undefined;
  const diff = asksForDiff ? await lookAtChanges(coverage, repository, options.base) : undefined;
  const checks = checkCoverage(coverage, diff?.coverage, demands);
  const model: CoverageModel = { coverage, checks, ...(diff && { diff: diff.coverage, since: diff.since }) };
  await writeCoverageOutputs(directory, model, options, repository);
  console.print(
    options.json === true
      ? JSON.stringify(coverageJson(model), null, 2)
      : renderCoverage(model, { style: console.style, width: console.screen.columns - 1, onlyOn }),
  );
  if (checks.some(({ conclusion }) => conclusion === 'failed')) return EXIT.failed;
  return checks.some(({ conclusion }) => conclusion === 'not_checked') ? EXIT.usage : EXIT.fine;
}

function threshold(option: string, text: string | undefined): Threshold | undefined {
  if (text === undefined) return undefined;
  const read = readThreshold(text);
  if (read === undefined)
    throw new UsageError(
      `${option} '${text}' is no percentage`,
      'Say a number from 0 to 100, such as 69 or 68.5.',
    );
  return read;
}

function platformOf(coverage: AggregatedCoverage, name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const index = coverage.platforms.indexOf(name);
  if (index < 0)
    throw new UsageError(
      `there is no coverage from '${name}'`,
      `There is from ${coverage.platforms.join(', ')}.`,
    );
  return index;
}

async function saveParts(folder: string, { parts }: CoverageInputs, { console }: Invocation): Promise<void> {
  for (const part of parts) {
    const name = collectionFileName(part.origin);
    const before = await nodeFiles.exists(resolve(folder, name));
    await writeGivenFile(resolve(folder, name), renderCollection(part));
    if (before) console.remark(`${name} stands in the place of what was saved before`);
  }
}
