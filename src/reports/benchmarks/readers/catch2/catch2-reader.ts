import { failure, type Result, success } from '../../../../diagnostics/result.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import { unreadable } from '../../../json/read-document.ts';
import { PassedOver } from '../../../passed-over.ts';
import { reportProblem } from '../../../report-problem.ts';
import type { ReportReader } from '../../../report-reader.ts';
import { readXml } from '../../../xml/read-xml.ts';
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import { CollectedBenchmarks } from '../../collected-benchmarks.ts';
import { readLines } from '../../text-report.ts';
import { Catch2Lines } from './catch2-lines.ts';
import { Catch2Listener } from './catch2-listener.ts';

/**
 * Benchmarks of Catch2, as its console reporter and its XML reporter write them (github.com/catchorg/Catch2, docs/benchmarks.md and
 * docs/reporters.md). The mean of the samples; the samples stay with Catch2, and its JSON reporter leaves benchmarks out. A benchmark is
 * called after its test case and sections.
 */
export const catch2Reader: ReportReader<BenchmarksReport> = {
  name: 'catch2',
  kind: 'benchmarks',
  title: 'Catch2 output or XML',
  marksItsEnd: false,
  recognises: ({ head }) =>
    XML.test(head) ||
    /^\S.* is a Catch2? v\d/mu.test(head) ||
    /^benchmark name {3,}samples {2,}iterations {2,}(?:estimated|est run time)/mu.test(head),
  read: (file) =>
    XML.test(file.text) ? readCatch2Xml(file) : readLines(file, (collected) => new Catch2Lines(collected)),
};

const XML = /^\ufeff?\s*(?:<\?xml[^>]*\?>\s*)?<Catch(?:2TestRun)?[\s>]/u;

function readCatch2Xml(file: SourceFile): Result<BenchmarksReport> {
  const passedOver = new PassedOver(file);
  const listener = new Catch2Listener(new CollectedBenchmarks(passedOver), passedOver);
  const fault = readXml(file, ['Catch', 'Catch2TestRun'], listener);
  const report = listener.finish();
  if (fault === undefined)
    return typeof report === 'string' ? unreadable(file, report) : success(report, passedOver.diagnostics);
  const isCutOff = fault.kind === 'cut-off';
  const problem = reportProblem(file, {
    code: isCutOff ? 'report-cut-off' : 'report-unreadable',
    severity: isCutOff && typeof report !== 'string' ? 'warning' : 'error',
    message: isCutOff ? 'the report is cut off here' : `this is no XML that can be read: ${fault.message}`,
    offset: fault.offset,
  });
  if (!isCutOff || typeof report === 'string') return failure(problem);
  return success(report, [...passedOver.diagnostics, problem]);
}
