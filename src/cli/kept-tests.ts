import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { RunStore } from '../execution/run-store.ts';
import { sha256 } from '../platform/digest.ts';
import { systemGit } from '../platform/git.ts';
import { dirname } from '../platform/paths.ts';
import { readReport } from '../reports/choose-reader.ts';
import type { CollectedCoverage } from '../reports/coverage/collected-coverage.ts';
import { isIncomplete } from '../reports/report-problem.ts';
import { assessTests } from '../reports/tests/assess-tests.ts';
import { mergeTests, type TestReading } from '../reports/tests/merge-tests.ts';
import { TEST_READERS } from '../reports/tests/readers.ts';
import { testsPart } from '../reports/tests/section/tests-part.ts';
import { DEFAULT_SLOW } from '../reports/tests/slow-tests.ts';
import type { RunState } from '../run/run-state.ts';
import { type KeptPart, readKeptReports } from './kept-reports.ts';
import { readQuarantineFile } from './quarantine-file.ts';
import { openEvidence } from './test-evidence.ts';
import { openTestHistory } from './test-history-place.ts';

/** The results of the tests that the legs of a run wrote, against their history, which it leaves as it is. */
export async function readKeptTests(
  store: RunStore,
  state: RunState,
  coverage: readonly CollectedCoverage[],
): Promise<KeptPart> {
  const kept = await readKeptReports(store, state, 'tests');
  if (kept.length === 0) return { part: undefined, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const readings: TestReading[] = [];
  for (const { origin, files, diagnostics: before } of kept) {
    diagnostics.push(...before);
    for (const file of files) {
      const read = readReport(TEST_READERS, file);
      diagnostics.push(...read.diagnostics);
      if (read.ok) readings.push({ origin, report: read.value, digest: sha256(file.text) });
    }
  }
  if (readings.length === 0) return { part: undefined, diagnostics };
  const directory = dirname(store.root);
  const tests = mergeTests(readings);
  const history = await (await openTestHistory(store, { directory })).compare(readings, tests);
  const evidence = await openEvidence(directory, (await isOfCheckout(directory, state)) ? { coverage } : {});
  const assessment = assessTests({
    tests: await evidence.located(tests),
    ...(history !== undefined && { history, evidence: await evidence.about(tests, history) }),
    // One that is wrong holds nothing back: `report tests` says what is wrong with it.
    quarantine: (await readQuarantineFile(directory)).entries,
    slow: DEFAULT_SLOW,
    now: state.finished?.time ?? state.time,
    incomplete: isIncomplete(diagnostics),
  });
  return { part: testsPart({ assessment, history: history ?? (() => []) }), diagnostics };
}

/** What has changed is asked of the checkout, which must be at the commit that the run was of. */
async function isOfCheckout(directory: string, { started }: RunState): Promise<boolean> {
  const commit = started?.source.commit;
  return commit !== undefined && commit === (await systemGit.head(directory))?.commit;
}
