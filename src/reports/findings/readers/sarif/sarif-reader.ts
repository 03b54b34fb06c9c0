import {
  type Json,
  type JsonObject,
  objectOf,
  objectsOf,
  optional,
  textOf,
} from '../../../json/json-value.ts';
import type { ReportReader } from '../../../report-reader.ts';
import { FINDING_CLASSES, type Finding } from '../../finding.ts';
import type { FindingsReport } from '../../findings-report.ts';
import { nameOf } from '../finding-text.ts';
import { type ReadingContext, readObject, toolErrors } from '../report-gaps.ts';
import { type SarifRun, sarifFinding } from './sarif-result.ts';
import { knownTool } from './sarif-tool.ts';

/**
 * SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0) of any tool: semgrep, gitleaks, CodeQL, Trivy, zizmor, …
 *
 * - `results` that is missing or null says that nothing was scanned, an empty list that nothing was found (§3.14.23).
 * - `invocations` that were not successful (§3.20.14), and notifications of level error (§3.20.21, §3.20.22), are gaps.
 * - What is no failure (`kind` other than `fail`, `open` and `review`, §3.27.9) and what is no longer there (`baselineState` `absent`, §3.27.24) is no finding.
 * - `suppressions` (§3.27.23) are counted and not trusted: some tools have written them on every result.
 * - Messages, snippets, fingerprints and properties may hold secrets and names of people: none of them is kept; see `sarif-result.ts`.
 */
export const sarifReader: ReportReader<FindingsReport> = {
  name: 'sarif',
  kind: 'findings',
  title: 'SARIF 2.1.0',
  marksItsEnd: true,
  recognises: ({ path, head }) =>
    /^\s*\{/u.test(head) &&
    (/"\$schema"\s*:\s*"[^"]*sarif[^"]*"/u.test(head) ||
      /\.sarif(?:\.json)?$/u.test(path) ||
      (/"version"\s*:\s*"2\.1\.0"/u.test(head) && /"runs"\s*:\s*\[/u.test(head))),
  read: (file) => readObject(file, readSarif),
};

function readSarif(data: JsonObject, context: ReadingContext): FindingsReport | string {
  if (data.version !== '2.1.0') return 'this is not SARIF 2.1.0: its version is another one, or none';
  if (!Array.isArray(data.runs)) return 'this is no SARIF: it has no runs';
  const runs = objectsOf(data.runs);
  const findings: Finding[] = [];
  const gaps: string[] = runs.length === 0 ? ['it has no run: nothing was scanned'] : [];
  const tools = runs.map((run) => objectOf(objectOf(run.tool)?.driver) ?? {});
  for (const [index, run] of runs.entries()) {
    const driver = tools[index] ?? {};
    if (run.results === undefined || run.results === null)
      gaps.push(`a run of ${nameOf(driver.name) ?? 'a tool'} has no results: nothing was scanned`);
    gaps.push(...invocationGaps(run));
    const about = runOf(run, driver, context);
    for (const result of objectsOf(run.results))
      if (isFinding(result)) findings.push(...sarifFinding(result, about));
  }
  const [first = {}] = tools;
  return {
    tool: knownTool(nameOf(first.name)).name,
    ...optional('version', nameOf(first.semanticVersion) ?? nameOf(first.version)),
    findings,
    looksFor: [...new Set(tools.flatMap(({ name }) => knownTool(nameOf(name)).looksFor ?? FINDING_CLASSES))],
    gaps,
  };
}

function invocationGaps(run: JsonObject): readonly string[] {
  const invocations = objectsOf(run.invocations);
  const failed = invocations.some(({ executionSuccessful }) => executionSuccessful === false);
  const errors = invocations
    .flatMap((one) => [
      ...objectsOf(one.toolExecutionNotifications),
      ...objectsOf(one.toolConfigurationNotifications),
    ])
    .filter(({ level }) => level === 'error')
    .map(({ message }) => textOf(objectOf(message)?.text) ?? 'no reason is given');
  return [...(failed ? ['the tool says that it did not come to its end'] : []), ...toolErrors(errors)];
}

/** §3.27.9: the kind is `fail` unless it is said. */
function isFinding({ kind, baselineState }: JsonObject): boolean {
  const counts: readonly (Json | undefined)[] = [undefined, 'fail', 'open', 'review'];
  return counts.includes(kind) && baselineState !== 'absent';
}

function runOf(run: JsonObject, driver: JsonObject, context: ReadingContext): SarifRun {
  const tool = objectOf(run.tool) ?? {};
  return {
    tool: knownTool(nameOf(driver.name)),
    rules: objectsOf(driver.rules),
    rulesById: new Map(objectsOf(driver.rules).map((rule) => [textOf(rule.id), rule])),
    extensions: objectsOf(tool.extensions).map(({ rules }) => objectsOf(rules)),
    artifacts: objectsOf(run.artifacts),
    context,
  };
}
