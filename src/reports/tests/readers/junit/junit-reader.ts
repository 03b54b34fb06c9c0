import type { Diagnostic } from '../../../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../../../diagnostics/result.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import { count } from '../../../../run/run-words.ts';
import { reportProblem } from '../../../report-problem.ts';
import type { ReportReader } from '../../../report-reader.ts';
import { readXml, type XmlFault } from '../../../xml/read-xml.ts';
import type { TestReport } from '../../test-report.ts';
import { JunitListener } from './junit-listener.ts';

/**
 * JUnit XML. There is no standard: it began as the report of Ant's junit task, and what is read here is what tools write. Described by
 * Surefire's schema (maven.apache.org, surefire-test-report-3.0.xsd, with `flakyFailure`, `flakyError`, `rerunFailure`, `rerunError` as
 * "Rerun Failing Tests" shows them), Jenkins' junit plug-in (junit-10.xsd), nextest (nexte.st, "JUnit support") and pytest
 * (`junitxml.py`, families `xunit1` and `xunit2`); the rest from the output that is kept in `test/cases/reports/tests/junit/`.
 */
export const junitReader: ReportReader<TestReport> = {
  name: 'junit',
  kind: 'tests',
  title: 'JUnit XML',
  marksItsEnd: true,
  recognises: ({ head }) => ROOT.test(head),
  read: readJunit,
};

/** Declaration, comments and white space may stand in front. A comment has one end only, so that many of them are not divided in all ways. */
const ROOT = /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<testsuites?[\s/>]/;

function readJunit(file: SourceFile): Result<TestReport> {
  const listener = new JunitListener(file);
  const fault = readXml(file, ['testsuites', 'testsuite'], listener);
  const { report, diagnostics } = listener.finish();
  if (fault === undefined) return success(report, diagnostics);
  const { offset } = fault;
  if (fault.kind === 'cut-off' && report.cases.length > 0)
    return success(report, [...diagnostics, cutOffProblem(file, report, offset)]);
  return failure(
    reportProblem(file, {
      code: 'report-unreadable',
      severity: 'error',
      message: faultText(fault),
      offset,
    }),
  );
}

function faultText({ kind, message }: XmlFault): string {
  switch (kind) {
    case 'cut-off':
      return 'the file ends before its first test';
    case 'malformed':
      return `this is no XML that can be read: ${message}`;
    case 'foreign':
      return message;
    default:
      return kind satisfies never;
  }
}

function cutOffProblem(file: SourceFile, report: TestReport, offset: number): Diagnostic {
  const { cases } = report;
  return reportProblem(file, {
    code: 'report-cut-off',
    severity: 'warning',
    message: `the file ends in the middle, after ${count(cases.length, 'test')}`,
    offset,
    fix: 'Whoever wrote it was killed, or ran out of disk: look at the log of the job.',
  });
}
