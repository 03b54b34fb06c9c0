import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import type { AssessedTest, TestAssessment } from '../../reports/tests/assess-tests.ts';

/** What `--json` gives: data for programs, as it stands in the reports. */
export function testResultsJson(
  assessment: TestAssessment,
  about: { readonly files: number; readonly diagnostics: readonly Diagnostic[] },
  sources: ReadonlyMap<string, SourceFile>,
): unknown {
  const { check, counts, duration, failed, quarantined, flaky, fixed, slow } = assessment;
  return {
    conclusion: check.conclusion,
    summary: check.summary,
    counts,
    duration,
    files: about.files,
    failed: failed.map(testJson),
    quarantined: quarantined.map(testJson),
    flaky: flaky.map(testJson),
    fixed: fixed.map(testJson),
    slow: slow.map(({ test, ...rest }) => ({ id: test.id, ...whereJson(test), ...rest })),
    diagnostics: about.diagnostics.map((one) => diagnosticJson(one, sources)),
  };
}

function testJson({ id, origin, test, standing, since, flaky, quarantine }: AssessedTest): unknown {
  const { outcome, duration, failure, location, earlier } = test;
  return {
    id,
    ...whereJson({ origin }),
    outcome,
    duration,
    failure,
    location,
    earlier,
    standing,
    since,
    flaky,
    quarantine: quarantine && {
      owner: quarantine.owner,
      reason: quarantine.reason,
      expires: quarantine.expires,
    },
  };
}

function whereJson({ origin }: Pick<AssessedTest, 'origin'>): object {
  const { job, platform, variant, attempt } = origin;
  return { job, platform, variant, attempt };
}

function diagnosticJson(
  { code, severity, message, location }: Diagnostic,
  sources: ReadonlyMap<string, SourceFile>,
): unknown {
  const file = location === undefined ? undefined : sources.get(location.path);
  const place = location?.span && file?.lineColumn(location.span.start);
  return { code, severity, message, path: location?.path, ...place };
}
