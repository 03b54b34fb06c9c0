import { failure, type Result, success } from '../../../../diagnostics/result.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import { eachLine } from '../../../each-line.ts';
import { reportProblem } from '../../../report-problem.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { TestReport } from '../../test-report.ts';
import { GoTestRun } from './go-test-run.ts';

/**
 * What `go test -json` and `gotestsum --jsonfile` write: an event a line (`go doc test2json`, and `go help buildjson` for builds since
 * Go 1.24). Lines that are none are what the go command itself prints; they are told.
 */
export const goTestJsonReader: ReportReader<TestReport> = {
  name: 'go-test-json',
  kind: 'tests',
  title: 'go test -json',
  marksItsEnd: false,
  recognises: ({ head }) =>
    /^\s*\{(?=[^\n]{0,400}"Action":")(?=[^\n]{0,2000}"(?:Package|ImportPath)":")/.test(head),
  read: readGoTestJson,
};

function readGoTestJson(file: SourceFile): Result<TestReport> {
  const run = new GoTestRun(file);
  eachLine(file.text, (line, offset) => run.line(line, offset));
  const { report, diagnostics } = run.finish();
  if (run.events > 0) return success(report, diagnostics);
  return failure(
    reportProblem(file, {
      code: 'report-unreadable',
      severity: 'error',
      message: 'there is no event of go test in it',
      offset: 0,
    }),
  );
}
