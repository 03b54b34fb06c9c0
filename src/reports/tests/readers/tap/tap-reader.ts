import { failure, type Result, success } from '../../../../diagnostics/result.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import { eachLine } from '../../../each-line.ts';
import { reportProblem } from '../../../report-problem.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { TestReport } from '../../test-report.ts';
import { TapStream } from './tap-stream.ts';

/**
 * The Test Anything Protocol, versions 12 to 14 (testanything.org, "TAP 14 specification"), with subtests as node:test writes them (in
 * front of their test, four spaces in) and as vitest and node-tap do (behind it, in braces). What is no line of the protocol is
 * passed over, as the specification says.
 */
export const tapReader: ReportReader<TestReport> = {
  name: 'tap',
  kind: 'tests',
  title: 'TAP',
  marksItsEnd: false,
  recognises: ({ head }) => BEGINNING.test(head),
  read: readTap,
};

/** Comments may stand in front. */
const BEGINNING = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:TAP version \d+\s|1\.\.\d+\s|(?:not )?ok\b)/i;

function readTap(file: SourceFile): Result<TestReport> {
  const stream = new TapStream(file);
  eachLine(file.text, (line, offset) => stream.line(line, offset));
  const { report, diagnostics } = stream.finish();
  if (stream.isTap) return success(report, diagnostics);
  return failure(
    reportProblem(file, {
      code: 'report-unreadable',
      severity: 'error',
      message: 'there is neither a plan (1..N) nor a test (ok, not ok) in it',
      offset: 0,
    }),
  );
}
