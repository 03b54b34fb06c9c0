import { join, relative, resolve } from 'node:path';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { RunStore } from '../execution/run-store.ts';
import { parseDuration } from '../pipeline/duration.ts';
import { randomHex } from '../platform/digest.ts';
import { findFiles } from '../platform/find-files.ts';
import { toPosix } from '../platform/paths.ts';
import type { ReportKind } from '../reports/report-kind.ts';
import { isIncomplete } from '../reports/report-problem.ts';
import { assessTests, type TestAssessment } from '../reports/tests/assess-tests.ts';
import { mergeTests } from '../reports/tests/merge-tests.ts';
import type { RunId } from '../run/run-event.ts';
import type { Invocation } from './commands/command.ts';
import { type CoverageInputs, readCoverageInputs } from './coverage-inputs.ts';
import { openCoverageRepository } from './coverage-repository.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { type FetchedReports, findFetchedReports } from './fetched-reports.ts';
import { writeGivenFile } from './given-files.ts';
import { givenOrigin, type OriginOptions } from './given-origin.ts';
import { quarantineProblems, readQuarantineFile } from './quarantine-file.ts';
import { fenced } from './render/github-commands.ts';
import { testAnnotations } from './render/test-annotations.ts';
import { testResultsJson } from './render/test-results-json.ts';
import { renderTestMarkdown } from './render/test-results-markdown.ts';
import { renderTestScreen } from './render/test-results-screen.ts';
import { appendStepSummary, stepSummaryPath } from './step-summary.ts';
import { openEvidence } from './test-evidence.ts';
import { openTestHistory } from './test-history-place.ts';
import { readTestReports } from './test-report-files.ts';
import { openStore, openWorkplace, printDiagnostics } from './workplace.ts';

export interface ReportTestsOptions extends OriginOptions {
  readonly format?: string;
  readonly slow: string;
  /** False with `--no-history`. */
  readonly history?: string | boolean;
  readonly importHistory: readonly string[];
  readonly changedSince?: string;
  readonly executed?: string;
  readonly coverage: readonly string[];
  readonly quarantine?: string;
  readonly kept?: string;
  readonly markdown?: string;
  readonly json?: boolean;
}

/** Reads the results of tests and says what they amount to: 1 when a test failed, 2 when not everything could be looked at. */
export async function performReportTests(
  invocation: Invocation,
  names: readonly string[],
  options: ReportTestsOptions,
): Promise<ExitCode> {
  const slow = parseDuration(options.slow);
  if (slow === undefined)
    throw new UsageError(`'${options.slow}' is no length of time`, 'Write it like 5s or 1m30s.');
  const directory = resolve(invocation.directory);
  const store = await openStore(invocation);
  const fetched = await fetchedReports(invocation, names, options.kept);
  if (fetched === undefined) return EXIT.usage;
  const origin = { ...(await givenOrigin(directory, options)), ...fetched.origin };
  const asked = [...names, ...fetched.files];
  if (asked.length === 0) asked.push(...(await keptReports(store, directory)));
  const coverage = await coverageOf(store, { directory, names, options });
  const read = await readTestReports(asked, { directory, origin, format: options.format });
  const quarantine = await readQuarantineFile(directory, options.quarantine);
  const tests = mergeTests(read.readings);
  const history = await openTestHistory(store, { ...options, directory });
  const evidence = await openEvidence(directory, { ...options, coverage: coverage.parts });
  const observed = await history.compare(read.readings, tests);
  const problems = [...read.diagnostics, ...fetched.diagnostics, ...quarantine.diagnostics];
  const incomplete = isIncomplete(problems);
  const assessment = assessTests({
    tests: await evidence.located(tests),
    ...(observed !== undefined && { history: observed, evidence: await evidence.about(tests, observed) }),
    quarantine: quarantine.entries,
    slow,
    now: Date.now(),
    incomplete,
  });
  const told = [...problems, ...coverage.diagnostics, ...quarantineProblems(assessment, quarantine.path)];
  // What could not be read whole would be taken for the end of tests that are only missing.
  if (!incomplete) await history.record();
  const sources = new Map([...read.sources, ...quarantine.sources, ...coverage.sources]);
  const about = { files: read.files, slow, diagnostics: told };
  if (options.json === true)
    invocation.console.print(JSON.stringify(testResultsJson(assessment, about, sources), null, 2));
  else await show(invocation, assessment, about);
  printDiagnostics(invocation.console, told, sources);
  const markdown = renderTestMarkdown(assessment, about);
  if (options.markdown !== undefined) await writeGivenFile(resolve(directory, options.markdown), markdown);
  await tellGithub(invocation, assessment, { markdown, json: options.json === true });
  return exitCode(assessment, hasErrors([...problems, ...coverage.diagnostics]));
}

function exitCode({ check }: TestAssessment, unreadable: boolean): ExitCode {
  if (unreadable || check.conclusion === 'not_checked') return EXIT.usage;
  return check.conclusion === 'failed' ? EXIT.failed : EXIT.fine;
}

async function show(
  { console }: Invocation,
  assessment: TestAssessment,
  about: { readonly files: number; readonly slow: number },
): Promise<void> {
  const columns = console.screen.columns - 1;
  const screen = renderTestScreen(assessment, { ...about, style: console.style, columns, now: Date.now() });
  // A test's name at the beginning of a line could give the runner an order.
  const onGithub = process.env.GITHUB_ACTIONS === 'true';
  console.print(onGithub ? fenced(screen.split('\n'), randomHex(16)).join('\n') : screen);
}

/** Annotations and the page of the step, where GitHub Actions reads them. */
async function tellGithub(
  { console }: Invocation,
  assessment: TestAssessment,
  { markdown, json }: { readonly markdown: string; readonly json: boolean },
): Promise<void> {
  if (process.env.GITHUB_ACTIONS !== 'true') return;
  const commands = testAnnotations(assessment);
  if (commands.length > 0 && !json) console.print(commands.join('\n'));
  const page = stepSummaryPath();
  if (page !== undefined) appendStepSummary(page, markdown);
}

interface Fetched extends Pick<FetchedReports, 'files' | 'origin'> {
  readonly diagnostics: readonly Diagnostic[];
}

/** What `--kept` names; undefined when the definition, which says what in it is a report, is wrong. */
async function fetchedReports(
  invocation: Invocation,
  names: readonly string[],
  folder: string | undefined,
): Promise<Fetched | undefined> {
  if (folder === undefined) return { files: [], diagnostics: [] };
  if (names.length > 0)
    throw new UsageError('--kept and names of files are two ways to say the same', 'Give one.');
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return undefined;
  const directory = resolve(invocation.directory);
  const { files, without, origin } = await findFetchedReports(workplace.definition.pipeline, {
    directory,
    folder,
    kind: 'tests',
  });
  const diagnostics = without.map(
    (leg): Diagnostic => ({
      code: 'report-not-found',
      severity: 'warning',
      message: `${leg} left no report of its tests`,
      location: { path: `${toPosix(folder)}/${leg}` },
    }),
  );
  return { files, diagnostics, ...(origin !== undefined && { origin }) };
}

/** Reports of tests that the last run kept, by paths that tell the leg. */
async function keptReports(store: RunStore, directory: string): Promise<readonly string[]> {
  const [last] = await store.list();
  if (last === undefined) throw new UsageError('no run has kept a report yet', 'Name the files: junit.xml.');
  const found = await keptFiles(store, { directory, run: last, kind: 'tests' });
  if (found.length === 0)
    throw new UsageError(
      `the last run (${last}) kept no report of tests`,
      "Declare it in the definition (reports: { tests: 'junit.xml' }), or name the files.",
    );
  return found;
}

async function keptFiles(
  store: RunStore,
  { directory, run, kind }: { directory: string; run: RunId; kind: ReportKind },
): Promise<readonly string[]> {
  const folder = store.runPath(run, 'reports');
  const found = await findFiles([`*/${kind}/**`], folder);
  return found.map((file) => toPosix(relative(directory, join(folder, file))));
}

/** What is named; else, with the tests that the last run kept, the coverage that it kept beside them, as far as it can be read. */
async function coverageOf(
  store: RunStore,
  { directory, names, options }: { directory: string; names: readonly string[]; options: ReportTestsOptions },
): Promise<CoverageInputs> {
  const [last] = await store.list();
  const named = options.coverage.length > 0;
  const files =
    named || names.length > 0 || last === undefined
      ? options.coverage
      : await keptFiles(store, { directory, run: last, kind: 'coverage' });
  if (files.length === 0) return { parts: [], diagnostics: [], sources: new Map() };
  const repository = await openCoverageRepository(directory);
  // `--format` is the tests'.
  const read = await readCoverageInputs(directory, files, { ...options, format: undefined }, repository);
  return named ? read : { ...read, diagnostics: [] };
}
